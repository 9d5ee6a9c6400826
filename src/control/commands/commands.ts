// Commands as they reach the control core, checked for form, and what it answers.
import type { Mode } from '../vocabulary.js';

export type CommandRequest =
  | { readonly name: 'start' }
  | { readonly name: 'stop' }
  | { readonly name: 'reset' }
  | { readonly name: 'mode'; readonly mode: Mode }
  /** `fraction`: load setpoint, 0..1 of the rated torque. */
  | { readonly name: 'load'; readonly fraction: number }
  /** `rule`: a rule's id, or `*` for all. */
  | { readonly name: 'acknowledge'; readonly rule: string }
  /** `seconds`: 0 ends the shelving. */
  | { readonly name: 'shelve'; readonly rule: string; readonly seconds: number };

export type CommandName = CommandRequest['name'];

/** A command that was allowed, well-formed and fresh when it arrived; applied at the start of a scan. */
export interface Command {
  readonly requestId: string;
  readonly request: CommandRequest;
  /** Who asked, as the sender says; null when it does not. */
  readonly by: string | null;
  /** Where it came from, for the audit event. */
  readonly origin: 'mqtt' | 'http' | 'scenario' | 'api';
}

export type CommandError = 'not_allowed' | 'invalid' | 'stale' | 'refused';

export interface CommandReply {
  readonly requestId: string;
  readonly ok: boolean;
  readonly error: CommandError | null;
  readonly message: string;
}

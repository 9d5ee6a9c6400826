// The types of a command on its way to the control core, and of its reply.
import type { Fields, Form, Values } from './definition.js';
import type { COMMANDS } from './registry.js';

type Definition = (typeof COMMANDS)[number];

type RequestOf<D> =
  D extends Form<infer N extends string, infer F extends Fields> ? { readonly name: N } & Values<F> : never;

/** The name of a command and the checked values of its fields. Only for commands that the control thread carries out. */
export type CommandRequest = RequestOf<Extract<Definition, { readonly where: 'control' }>>;

/** A command that passed the checks of form, permission and freshness. It is applied at the start of a scan. */
export interface Command {
  readonly requestId: string;
  readonly request: CommandRequest;
  /** Name of the sender as the sender gives it; null when it gives none. */
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

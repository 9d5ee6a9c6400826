// The reply that the sender of a command gets.
import type { CommandError } from '../../commands/command.js';

/** A reply as it is published. `requestId` is null when the command had no usable one. */
export interface CommandAnswer {
  readonly requestId: string | null;
  readonly ok: boolean;
  readonly error: CommandError | null;
  readonly message: string;
}

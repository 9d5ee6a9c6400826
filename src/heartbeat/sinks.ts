// Where the results of a tick go to.
import type { CommandReply } from '../commands/command.js';
import type { ControlEvent } from '../vocabulary/events.js';
import type { PlantState } from '../vocabulary/words.js';

/** None of these functions may wait. */
export interface Sinks {
  /** Takes the record of each base tick. The record is reused: copy what you keep. */
  frame(record: Float64Array): void;
  /** Called once a second, after the outputs were driven: the time to read the controller's health. */
  healthDue(): void;
  event(event: ControlEvent): void;
  reply(reply: CommandReply): void;
  /** The plant's state after each control tick. */
  plantState(state: PlantState): void;
}

/** Sinks of a run whose results are not used, or are taken from the return value of `beat`. */
export const NOWHERE: Sinks = { frame() {}, healthDue() {}, event() {}, reply() {}, plantState() {} };

// Where the results of a tick go to.
import type { CommandReply } from '../commands/command.js';
import type { ControlEvent } from '../control/events.js';
import type { PlantState } from '../control/vocabulary.js';

/** None of it may wait. */
export interface Sinks {
  /** The record of each base tick. It is used again: copy what you keep. */
  frame(record: Float64Array): void;
  /** Once a second, when the outputs are driven: the controller's health is to be read now. */
  healthDue(): void;
  event(event: ControlEvent): void;
  reply(reply: CommandReply): void;
  /** The plant's state after each control tick. */
  plantState(state: PlantState): void;
}

/** For a run whose results nobody wants, or whose owner takes them from what `beat` returns. */
export const NOWHERE: Sinks = { frame() {}, healthDue() {}, event() {}, reply() {}, plantState() {} };

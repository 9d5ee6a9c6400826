// What a command can see and change: the plant for commands of the control thread, the journal for those of comms.
import type { EventType } from '../control/events.js';
import type { LoadObjective, Mode, PlantState } from '../control/vocabulary.js';

/** Whether the command was carried out, and a message for the sender. */
export interface Outcome {
  readonly ok: boolean;
  readonly message: string;
}

/** The same with the code of the reply. */
export interface CommsOutcome extends Outcome {
  readonly error: 'refused' | null;
}

export const done = (message: string): Outcome => ({ ok: true, message });
export const refused = (message: string): Outcome => ({ ok: false, message });

/** The plant, as a command finds it at the start of a scan. `src/control/commands/commanded-plant.ts` is the real one. */
export interface CommandedPlant {
  readonly state: PlantState;
  readonly isEmergencyStopPressed: boolean;
  /** Why the plant is tripped; null when it is not. */
  readonly trippedBy: string | null;
  /** The cause to trip that is present now; null when there is none. */
  readonly presentCause: string | null;
  /** Critical channels that have no usable value. */
  readonly missingChannels: readonly string[];
  mode: Mode;
  /** What the search for the best load maximises. */
  readonly loadObjective: LoadObjective;
  /** Moves the plant on; false when it cannot from its present state. */
  move(step: 'start' | 'stop' | 'reset'): boolean;
  /** Drops a start that waits for its conditions (`control.autoStart`). */
  cancelAutoStart(): void;
  /** @param fraction load setpoint, 0..1 of the rated torque; the search for the best load pauses until the next start */
  setLoad(fraction: number): void;
  /** @param rule an alarm's id, or `*` for all */
  acknowledge(rule: string): Outcome;
  /** @param seconds 0 ends the shelving */
  shelve(rule: string, seconds: number): Outcome;
  /** Leaves an event in the log, beside the `command` event that each command leaves by itself. */
  record(type: EventType, data: Readonly<Record<string, unknown>>): void;
}

/** What a command of the comms thread can use. */
export interface CommandedComms {
  /** Publishes events of the journal once more. Never rejects. */
  resend(range: { readonly fromSeq: number; readonly toSeq: number }): Promise<CommsOutcome>;
}

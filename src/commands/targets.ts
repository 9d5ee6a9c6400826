// What a command can read and change: the plant for commands of the control thread, the journal for those of the comms thread.
import type { EventType } from '../vocabulary/events.js';
import type { LoadObjective, Mode, PlantState } from '../vocabulary/words.js';

/** Whether the command was carried out, and a message for the sender. */
export interface Outcome {
  readonly ok: boolean;
  readonly message: string;
}

/** An outcome with the error code of the reply. */
export interface CommsOutcome extends Outcome {
  readonly error: 'refused' | null;
}

/** A trip is reset only when no cause for a trip has been present for this time without a break, s. */
export const RESET_AFTER_S = 2;

export const done = (message: string): Outcome => ({ ok: true, message });
export const refused = (message: string): Outcome => ({ ok: false, message });

/** The plant that a command finds at the start of a scan. `src/control/commands/commanded-plant.ts` implements it. */
export interface CommandedPlant {
  readonly state: PlantState;
  readonly isEmergencyStopPressed: boolean;
  /** Why the plant is tripped; null when it is not. */
  readonly trippedBy: string | null;
  /** The condition that would trip the plant now; null when there is none. */
  readonly presentCause: string | null;
  /** How long no such condition has been present without a break, s; 0 while one is. */
  readonly calmForS: number;
  /** Critical channels that are not measured. */
  readonly missingChannels: readonly string[];
  /** Outputs whose feedback contact contradicts them, each with what it says. */
  readonly stuckOutputs: readonly string[];
  /** The speed of a chain that turns, m/s; null when it does not turn, or no speed is measured. */
  readonly turningAtMps: number | null;
  mode: Mode;
  /** The quantity that the search for the best load maximises. */
  readonly loadObjective: LoadObjective;
  /** Changes the state of the plant. Returns false when the present state does not allow it. */
  move(step: 'start' | 'stop' | 'reset'): boolean;
  /** Drops a start that waits for its conditions (`control.autoStart`). */
  cancelAutoStart(): void;
  /** @param fraction load setpoint, 0..1 of the rated torque; the search for the best load pauses until the next start */
  setLoad(fraction: number): void;
  /** @param rule an alarm's id, or `*` for all */
  acknowledge(rule: string): Outcome;
  /** @param seconds 0 ends the shelving */
  shelve(rule: string, seconds: number): Outcome;
  /** Writes an event to the log, in addition to the `command` event that every command gets. */
  record(type: EventType, data: Readonly<Record<string, unknown>>): void;
}

/** What a command of the comms thread can use. */
export interface CommandedComms {
  /** Publishes events of the journal once more. Never rejects. */
  resend(range: { readonly fromSeq: number; readonly toSeq: number }): Promise<CommsOutcome>;
}

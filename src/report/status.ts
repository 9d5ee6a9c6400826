// The status document: whether the controller is online, and its run, version, mode and plant state.
import type { Mode, PlantState } from '../vocabulary/words.js';

/** The fields of the status besides online or offline. */
export interface StatusFields {
  readonly run: number;
  /** The identity of the event log, a UUID. */
  readonly log: string;
  readonly version: string;
  readonly mode: Mode;
  readonly plant: PlantState;
  readonly clock: 'synchronised' | 'unsynchronised';
}

export interface StatusDocument extends StatusFields {
  readonly state: 'online' | 'offline';
  /** Wall time, milliseconds since the epoch. */
  readonly ts: number;
}

/** @param ts wall time, milliseconds since the epoch */
export function statusDocument(
  state: StatusDocument['state'],
  ts: number,
  fields: StatusFields,
): StatusDocument {
  const { run, log, version, mode, plant, clock } = fields;
  return { state, ts, run, log, version, mode, plant, clock };
}

// The plant's states and the transitions between them, as a table.
import type { PlantState } from '../../vocabulary/words.js';

/**
 * Inputs that can change the plant's state: an accepted command, or an observation.
 * - `turning`: every critical channel is good, the chain turns and the soft start is over;
 * - `standstill`: the chain stands, or has had its time to stop on a plant that measures no speed;
 * - `giveUp`: the start takes too long, or the chain has stood still for too long.
 */
export type PlantInput = 'start' | 'stop' | 'reset' | 'turning' | 'standstill' | 'giveUp' | 'trip';

/** An input that is not in the table changes nothing. */
export const TRANSITIONS: Readonly<Record<PlantState, Readonly<Partial<Record<PlantInput, PlantState>>>>> = {
  standby: { start: 'starting', trip: 'tripped' },
  starting: { turning: 'running', stop: 'stopping', giveUp: 'stopping', trip: 'tripped' },
  running: { stop: 'stopping', giveUp: 'stopping', trip: 'tripped' },
  stopping: { standstill: 'standby', trip: 'tripped' },
  tripped: { reset: 'standby' },
};

/** The states in which outputs may be energised. */
export const ENERGISED: Readonly<Record<PlantState, boolean>> = {
  standby: false,
  starting: true,
  running: true,
  stopping: true,
  tripped: false,
};

// The health document's words on the search on the generator load: what it maximises, what it does, and why in a sentence.
import { HEALTH } from '../control/records/health-record.js';
import { LOAD_OBJECTIVES, LOAD_REASONS, LOAD_SEARCH_STATES, type LoadReason } from '../control/vocabulary.js';
import { figure, rounded } from './rounding.js';

const SENTENCES: Readonly<Record<LoadReason, string>> = {
  off: 'optimizer.load is off: the load stays where it is set',
  set_by_hand: 'the load was set by a command: the search goes on at the next start',
  started: 'the plant started: the best load is not known yet',
  setpoint_written: 'the load setpoint was written: the search goes on from there',
  air_changed: 'the compressor takes another power than it did: the best load may be another one',
  objective_changed:
    'the plant gives another output at this load than it did: the best load may be another one',
  tracking: 'the occasional look whether a slightly different load is better',
  velocity_limit: 'less load would bring the chain near a limit of its speed',
  tension_limit: 'more load would bring the tension near limits.maxForce',
  stall_limit: 'more load would bring the chain near a stall',
  optimum: 'no other load is better',
  not_running: 'the plant does not run',
  degraded: 'a degradation step of 3 or more leaves the search out',
  channel_missing: 'the plant has no sensor for a channel that the search needs',
  channel_unusable: 'a channel that the search needs has no usable value',
  no_load_output: 'the plant has no output for the load',
};

/** @param record laid out as {@link HEALTH} */
export function loadSearchFigures(record: Float64Array) {
  const at = (index: number) => record[index] ?? Number.NaN;
  return {
    objective: LOAD_OBJECTIVES[at(HEALTH.loadObjective)] ?? LOAD_OBJECTIVES[0],
    state: LOAD_SEARCH_STATES[at(HEALTH.loadState)] ?? LOAD_SEARCH_STATES[0],
    setpoint: figure(at(HEALTH.loadSetpoint)),
    /** The best load known, and the objective there in W or as a ratio; null before there is one. */
    best: rounded(at(HEALTH.loadBest)),
    value: rounded(at(HEALTH.loadBestValue)),
    reason: SENTENCES[LOAD_REASONS[at(HEALTH.loadReason)] ?? LOAD_REASONS[0]],
  };
}

// The health document's words on the search on the generator load: what it maximises, what it does, and why in a sentence.
import type { Health } from '../control/records/health.js';
import type { LoadReason } from '../control/vocabulary.js';
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

export function loadSearchFigures({ objective, state, setpoint, best, bestValue, reason }: Health['load']) {
  return {
    objective,
    state,
    setpoint: figure(setpoint),
    /** The best load known, and the objective there in W or as a ratio; null before there is one. */
    best: rounded(best),
    value: rounded(bestValue),
    reason: SENTENCES[reason],
  };
}

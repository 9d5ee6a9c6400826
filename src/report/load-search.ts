// The load search's part of the health document: its objective, its state, and the reason as a sentence.
import type { Health } from '../control/records/health.js';
import type { LoadReason } from '../vocabulary/words.js';
import { figure, rounded } from './rounding.js';

const SENTENCES: Readonly<Record<LoadReason, string>> = {
  off: 'optimizer.load is off: the load stays as it is set',
  set_by_hand: 'the load was set by a command: the search continues at the next start',
  started: 'the plant started: the best load is not known yet',
  setpoint_written: 'the load setpoint was written: the search continues from it',
  air_changed: 'the power of the compressor has changed: the best load may have changed too',
  objective_changed: 'the output of the plant at this load has changed: the best load may have changed too',
  tracking: 'a regular test whether a slightly different load is better',
  velocity_limit: 'less load would bring the speed of the chain near its limit',
  tension_limit: 'more load would bring the tension near limits.maxForce',
  stall_limit: 'more load would bring the chain near a stall',
  optimum: 'no other load is better',
  model: 'the model of the plant gives this load for the present air',
  not_running: 'the plant does not run',
  degraded: 'the search does not run at a degradation step of 3 or more',
  channel_missing: 'the plant has no sensor for a channel that the search needs',
  channel_unusable: 'a channel that the search needs has no usable value',
  channel_doubted:
    'an alarm doubts a channel that the search needs: the search continues when the alarm has cleared',
  power_doubted:
    'the electrical power and that of the shaft have moved apart: one of their sensors may drift',
  no_power:
    'the generator delivers far less power than the load promises: the grid or the contactor may be away',
  no_load_output: 'the plant has no output for the load',
};

export function loadSearchFigures({ objective, state, setpoint, best, bestValue, reason }: Health['load']) {
  return {
    objective,
    state,
    setpoint: figure(setpoint),
    /** The best load known so far, 0..1, and the value of the objective there, in W or as a ratio; null before they are known. */
    best: rounded(best),
    value: rounded(bestValue),
    reason: SENTENCES[reason],
  };
}

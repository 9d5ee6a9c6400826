// Small parts of the alarm engine for tests of one part alone: an alarm, a clock, an alert from an earlier run.
import type { AlarmRule } from '../../../src/config/alarms.js';
import { Alarm, type AlarmDefinition } from '../../../src/control/alarms/alarm.js';
import { Judge } from '../../../src/control/alarms/judge.js';
import { CLOCK } from '../../../src/control/tick.js';
import type { Alert } from '../../../src/vocabulary/events.js';

export const LOG = '6ba7b810-9dad-41d1-80b4-00c04fd430c8';
export const WALL_MS = 1_764_000_000_000;

/** A clock at this monotonic time, s. The wall clock was at `wallMs` at time 0. */
export function at(nowS: number, wallMs = WALL_MS): Float64Array {
  const clock = new Float64Array(CLOCK.length);
  clock[CLOCK.nowS] = nowS;
  clock[CLOCK.wallMs] = wallMs + 1000 * nowS;
  return clock;
}

export function definition(rest: Partial<AlarmDefinition> = {}): AlarmDefinition {
  return {
    id: 'fast',
    channel: 'chain.velocity',
    unit: 'm/s',
    level: 'warning',
    onDelay: 0,
    offDelay: 0,
    latch: false,
    enabled: true,
    threshold: 8,
    templates: { active: 'is fast at {value} {unit} {detail}', cleared: 'is not fast' },
    isRoot: false,
    ...rest,
  };
}

/** An alarm that reports `value`. It judges nothing itself. */
export function alarm(rest: Partial<AlarmDefinition> = {}, value = Number.NaN): Alarm {
  return new Alarm(definition(rest), -1, null, Float64Array.of(value), 0);
}

/** An alarm that judges a channel: above 8 with a hysteresis of 0.5 if nothing else is said. */
export function judging(
  rest: Partial<AlarmDefinition> = {},
  { comparison = 'above', threshold = 8, hysteresis = 0.5 }: Partial<AlarmRule> = {},
): Alarm {
  const judge = new Judge(comparison, threshold, hysteresis);
  return new Alarm(definition({ threshold, ...rest }), 0, judge, judge.measured, 0);
}

/** The last alert of an earlier run: the alarm `fast` was raised at `WALL_MS` for the third time. */
export function alert(rest: Partial<Alert> = {}): Alert {
  return {
    id: '9b08dc5a-59dd-5f51-9fd8-afd914b37858',
    rule: 'fast',
    channel: 'chain.velocity',
    level: 'warning',
    state: 'active',
    acknowledged: false,
    shelvedUntil: null,
    value: 9,
    threshold: 8,
    since: WALL_MS,
    ts: WALL_MS,
    count: 3,
    message: 'is fast',
    ...rest,
  };
}

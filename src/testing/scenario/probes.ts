// What an expectation looks at on one control tick: values by their path, or the state of an alarm.
import type { Alert, ControlEvent } from '../../control/events.js';
import { type Seen, satisfies } from './comparison.js';
import type { Wanted } from './scenario-schema.js';

/** What a judge can see of one control tick. */
export interface View {
  readonly timeS: number;
  /** A channel, an output, or a field of telemetry, health or status. */
  value(path: string): Seen;
  /** The last word on every alarm that ever fired in this run. */
  readonly alerts: ReadonlyMap<string, Alert>;
  /** What happened on this tick. */
  readonly events: readonly ControlEvent[];
}

export type Condition = readonly [path: string, wanted: Wanted];
export type AlertState = 'active' | 'cleared';

export interface Probe {
  /** What it looks at, as a reader would name it. */
  readonly what: string;
  /** True when the tick shows what is wanted; `seen` is what it looked at last. */
  look(view: View): boolean;
  seen: Seen;
}

export const conditions = (wanted: Readonly<Record<string, Wanted>>): Condition[] => Object.entries(wanted);

/** One probe a condition; `alert` and `state` together are one. */
export function probesOf(wanted: Readonly<Record<string, Wanted>>): Probe[] {
  const { alert, state = 'active' } = wanted;
  if (typeof alert === 'string') return [alertProbe(alert, state as AlertState)];
  return conditions(wanted).map((condition) => valuesProbe([condition]));
}

/** Met when every value is what is wanted. */
export function valuesProbe(wanted: readonly Condition[]): Probe {
  const probe: Probe = {
    what: wanted.map(([path]) => path).join(', '),
    seen: undefined,
    look(view) {
      return wanted.every(([path, value]) => {
        probe.seen = view.value(path);
        return satisfies(probe.seen, value);
      });
    },
  };
  return probe;
}

/** An alarm named without its channel matches any. */
export function alertMatches(name: string, rule: string): boolean {
  return rule === name || rule.startsWith(`${name}.`);
}

/** Met when an alarm of that name is in the state. */
export function alertProbe(name: string, state: AlertState): Probe {
  const probe: Probe = {
    what: name,
    seen: undefined,
    look(view) {
      const matching = [...view.alerts.values()].filter(({ rule }) => alertMatches(name, rule));
      const hit = matching.find((alert) => alert.state === state);
      probe.seen = (hit ?? matching[0])?.state ?? null;
      return hit !== undefined;
    },
  };
  return probe;
}

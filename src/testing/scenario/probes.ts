// Probes read for an expectation what it is about on one tick: values by their path, or the state of an alarm.
import type { Alert, ControlEvent } from '../../vocabulary/events.js';
import { type Seen, satisfies } from './comparison.js';
import type { Wanted } from './scenario-schema.js';

/** The part of one tick that a judge can read. */
export interface View {
  readonly timeS: number;
  /** A channel, an output, or a field of telemetry, health or status; with `stream:` before it, what a subscriber gets. */
  value(path: string): Seen;
  /** The newest state of every alarm that fired in this run. */
  readonly alerts: ReadonlyMap<string, Alert>;
  /** The events of this tick. */
  readonly events: readonly ControlEvent[];
}

export type Condition = readonly [path: string, wanted: Wanted];
export type AlertState = 'active' | 'cleared';

export interface Probe {
  /** What the probe reads, as text for a message. */
  readonly what: string;
  /** Returns true when the tick satisfies the probe; then `seen` is the value that was read last. */
  look(view: View): boolean;
  seen: Seen;
}

export const conditions = (wanted: Readonly<Record<string, Wanted>>): Condition[] => Object.entries(wanted);

/** One probe for each condition; `alert` and `state` together are one condition. */
export function probesOf(wanted: Readonly<Record<string, Wanted>>): Probe[] {
  const { alert, state = 'active' } = wanted;
  if (typeof alert === 'string') return [alertProbe(alert, state as AlertState)];
  return conditions(wanted).map((condition) => valuesProbe([condition]));
}

/** Satisfied when every value is as wanted. */
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

/** A name without a channel matches the rule on any channel. */
export function alertMatches(name: string, rule: string): boolean {
  return rule === name || rule.startsWith(`${name}.`);
}

/** Satisfied when an alarm of this name is in the state. */
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

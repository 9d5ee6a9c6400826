// What every judge of an expectation is, and the words of its verdict.
import { describeWanted, type Seen } from './comparison.js';
import { conditions, type View } from './probes.js';
import type { Wanted } from './scenario-schema.js';

export interface Verdict {
  readonly text: string;
  readonly passed: boolean;
  /** Plant time of the tick that decided the verdict, s; null when no single tick did. */
  readonly at: number | null;
  readonly seen: Seen;
  readonly message: string;
}

export interface Judge {
  /** True when every base tick is to be observed; else control ticks only. */
  readonly onBaseTicks?: boolean;
  observe(view: View): void;
  verdict(): Verdict;
}

/** Tolerance for rounding, s: a tick this close to `at` counts as being on it. */
export const EPSILON_S = 1e-6;

/** The conditions as text. */
export function listed(wanted: Record<string, Wanted>): string {
  return conditions(wanted)
    .map(
      ([path, value]) =>
        `${path} ${typeof value === 'object' && value !== null ? '' : 'is '}${describeWanted(value)}`,
    )
    .join(', ');
}

/** The text of an expectation over a span. */
export function text(
  word: string,
  wanted: Record<string, Wanted>,
  between: readonly [number, number] | undefined,
): string {
  const when = between === undefined ? '' : ` between ${between[0]} and ${between[1]} s`;
  return `${word} ${listed(wanted)}${when}`;
}

export function isWithin(timeS: number, from: number, to: number): boolean {
  return timeS >= from - EPSILON_S && timeS <= to + EPSILON_S;
}

export function unseen(text: string): Verdict {
  return {
    text,
    passed: false,
    at: null,
    seen: undefined,
    message: 'the run ended before this could be judged',
  };
}

export function show(seen: Seen): string {
  if (seen === undefined) return 'nothing by this name';
  return typeof seen === 'number' ? String(Number(seen.toPrecision(6))) : String(seen);
}

// Compares a value with what a scenario wants.
import type { Comparison, Wanted } from './scenario-schema.js';

/** The value of a path: null when it is bad, undefined when there is no such name. */
export type Seen = number | string | boolean | null | undefined;

/** True when the value is as wanted. A null or undefined value satisfies no comparison; only `wanted: null` accepts null. */
export function satisfies(seen: Seen, wanted: Wanted): boolean {
  if (wanted === null) return seen === null;
  if (seen === null || seen === undefined) return false;
  if (typeof wanted !== 'object') return seen === wanted;
  const { above, below, equals, within } = wanted;
  if (equals !== undefined && seen !== equals) return false;
  if (above === undefined && below === undefined && within === undefined) return equals !== undefined;
  if (typeof seen !== 'number') return false;
  if (above !== undefined && !(seen > above)) return false;
  if (below !== undefined && !(seen < below)) return false;
  return within === undefined || (seen >= within[0] && seen <= within[1]);
}

/** Text for a message: `above 1 and below 2`, `equals tripped`. */
export function describeWanted(wanted: Wanted): string {
  if (wanted === null || typeof wanted !== 'object') return String(wanted);
  return describeComparison(wanted);
}

function describeComparison({ above, below, equals, within }: Comparison): string {
  const parts = [
    above !== undefined ? `above ${above}` : '',
    below !== undefined ? `below ${below}` : '',
    equals !== undefined ? `equals ${equals}` : '',
    within !== undefined ? `within ${within[0]} and ${within[1]}` : '',
  ];
  return parts.filter((part) => part !== '').join(' and ');
}

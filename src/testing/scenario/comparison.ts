// How a value is held against what a scenario wants of it.
import type { Comparison, Wanted } from './scenario-schema.js';

/** What a path can lead to; null is a value that is bad, undefined one that is not there. */
export type Seen = number | string | boolean | null | undefined;

/** A null or absent value satisfies no comparison; `null` itself may be wanted. */
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

/** As a reader would write it: `above 1 and below 2`, `equals tripped`. */
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

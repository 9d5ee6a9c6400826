// Chooses how many decimals the values of a block need: enough for its finest movement and no more, because noise does not compress.
import type { PointList } from './points.js';

/** The last decimal is at most this share of the channel's typical movement within a step. */
const STEPS_A_MOVEMENT = 300;
/** As in telemetry: more digits are not published either. */
const SIGNIFICANT_DIGITS = 9;
/** A double holds every whole number up to 2^53, about 9e15. */
const MOST_DIGITS = 15;
/** Enough for the largest value that the recorder takes, 1e100. */
const MIN_DECIMALS = -120;
const MAX_DECIMALS = 22;

/**
 * Returns the number of decimals; negative for tens, hundreds and so on. A movement is the range of the values within a step, or the
 * change of the mean from one step to the next when that is larger. The typical one is the median of those that are not zero: a
 * single peak does not make the other values coarse.
 */
export function decimalsFor(points: PointList): number {
  const movements = sortedMovements(points);
  const magnitude = typicalMagnitude(points);
  const largest = largestMagnitude(points);
  const most = SIGNIFICANT_DIGITS - 1 - exponent(magnitude);
  const typical = movements[movements.length >> 1];
  const wanted = typical === undefined ? most : Math.ceil(Math.log10(STEPS_A_MOVEMENT / typical));
  const safe = MOST_DIGITS - 1 - exponent(largest);
  return Math.max(MIN_DECIMALS, Math.min(wanted, most, safe, MAX_DECIMALS));
}

function sortedMovements({ length, count, min, mean, max }: PointList): Float64Array {
  const movements = new Float64Array(length);
  let found = 0;
  let before = Number.NaN;
  for (let i = 0; i < length; i++) {
    if (count[i] === 0) continue;
    const range = max[i]! - min[i]!;
    const change = Math.abs(mean[i]! - before);
    const movement = change > range ? change : range;
    before = mean[i]!;
    if (movement > 0) movements[found++] = movement;
  }
  return movements.subarray(0, found).sort();
}

/** The median of the absolute means; 0 when there is no value. */
function typicalMagnitude({ length, count, mean }: PointList): number {
  const magnitudes = new Float64Array(length);
  let found = 0;
  for (let i = 0; i < length; i++) if (count[i] !== 0) magnitudes[found++] = Math.abs(mean[i]!);
  return magnitudes.subarray(0, found).sort()[found >> 1] ?? 0;
}

function largestMagnitude({ length, count, min, max }: PointList): number {
  let largest = 0;
  for (let i = 0; i < length; i++) {
    if (count[i] !== 0) largest = Math.max(largest, Math.abs(min[i]!), Math.abs(max[i]!));
  }
  return largest;
}

/** The power of ten of a number: 2 for 123, -1 for 0.5; 0 for 0. */
function exponent(value: number): number {
  return value === 0 ? 0 : Math.floor(Math.log10(value));
}

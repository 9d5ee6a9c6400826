// A log-linear histogram of durations from 0.1 us to 100 s, exact to 1.6 %, in fixed memory.

/** The number of mantissa bits that are used beside the exponent: each doubling has 32 buckets of equal width. */
const MANTISSA_BITS = 5;
const FLOAT32_MANTISSA_BITS = 23;
const SHIFT = FLOAT32_MANTISSA_BITS - MANTISSA_BITS;

const LOWEST_US = 0.1;
const HIGHEST_US = 100e6;

/** A float's exponent and leading mantissa bits, read as an integer, number log-linear buckets without a logarithm. */
const asFloat = new Float32Array(1);
const asBits = new Uint32Array(asFloat.buffer);

function bitsOf(us: number): number {
  asFloat[0] = us;
  return asBits[0]! >>> SHIFT;
}

const FIRST = bitsOf(LOWEST_US);

/** Number of buckets of a histogram. */
export const BUCKETS = bitsOf(HIGHEST_US) - FIRST + 1;

/** The bucket of a duration in microseconds. Values below the range, and NaN, go to the first; values above it to the last. */
export function bucketOf(us: number): number {
  if (!(us > LOWEST_US)) {
    return 0;
  }
  return us >= HIGHEST_US ? BUCKETS - 1 : bitsOf(us) - FIRST;
}

/** Lower edge of each bucket in microseconds, and the upper edge of the last. */
const EDGES = Float64Array.from({ length: BUCKETS + 1 }, (_, bucket) => {
  asBits[0] = (bucket + FIRST) << SHIFT;
  return asFloat[0]!;
});

/** The middle of a bucket in microseconds: at most 1/64 away from any value in it. */
export function bucketMiddle(bucket: number): number {
  return (EDGES[bucket]! + EDGES[bucket + 1]!) / 2;
}

/** The number of values in each bucket. 32 bits are enough for a window, but not for years of running. */
export type Counts = Uint32Array | Float64Array;

/**
 * Quantiles of the sum of two histograms, in one pass: the smallest bucket up to which at least that share of all values lies.
 *
 * @param count all values in both
 * @param range `[min, max]` of the values, in microseconds: limits the search, and no quantile lies outside of it
 * @param shares ascending, 0..1
 * @param into gets a quantile in microseconds for each share; 0 when there are no values
 */
export function quantiles(
  a: Counts,
  b: Counts,
  count: number,
  range: Float64Array,
  shares: Float64Array,
  into: Float64Array,
): void {
  into.fill(0);
  if (count === 0) {
    return;
  }
  const min = range[0]!;
  const max = range[1]!;
  const last = bucketOf(max);
  let below = 0;
  let next = 0;
  let wanted = shares[0]! * count;
  for (let bucket = bucketOf(min); bucket <= last; bucket++) {
    below += a[bucket]! + b[bucket]!;
    while (below >= wanted) {
      into[next++] = Math.min(max, Math.max(min, bucketMiddle(bucket)));
      if (next === shares.length) {
        return;
      }
      wanted = shares[next]! * count;
    }
  }
}

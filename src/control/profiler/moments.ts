// Count, mean, deviation and extremes of values, as five numbers that can be merged.

/** Positions in an array of moments; `squares` is the sum of squared deviations from the mean. */
export const MOMENT = { count: 0, mean: 1, squares: 2, min: 3, max: 4 } as const;
export const MOMENTS = 5;

/** The moments of no values. Values are durations, so the maximum is 0 then. */
export function clearMoments(moments: Float64Array): void {
  moments.fill(0);
}

/** Adds `values[at]`, which is 0 or above, by Welford's update. A plain sum of squares would lose precision. */
export function addToMoments(moments: Float64Array, values: Float64Array, at: number): void {
  const value = values[at]!;
  const count = moments[MOMENT.count]! + 1;
  const distance = value - moments[MOMENT.mean]!;
  const mean = moments[MOMENT.mean]! + distance / count;
  moments[MOMENT.count] = count;
  moments[MOMENT.mean] = mean;
  moments[MOMENT.squares] = moments[MOMENT.squares]! + distance * (value - mean);
  if (value < moments[MOMENT.min]! || count === 1) {
    moments[MOMENT.min] = value;
  }
  if (value > moments[MOMENT.max]!) {
    moments[MOMENT.max] = value;
  }
}

/** Merges the moments of `other` into `moments` (Chan, Golub and LeVeque 1979). */
export function mergeMoments(moments: Float64Array, other: Float64Array): void {
  const n = moments[MOMENT.count]!;
  const m = other[MOMENT.count]!;
  if (m === 0) {
    return;
  }
  const distance = other[MOMENT.mean]! - moments[MOMENT.mean]!;
  const count = n + m;
  moments[MOMENT.count] = count;
  moments[MOMENT.mean] = moments[MOMENT.mean]! + (distance * m) / count;
  moments[MOMENT.squares] =
    moments[MOMENT.squares]! + other[MOMENT.squares]! + (distance * distance * n * m) / count;
  moments[MOMENT.min] = n === 0 ? other[MOMENT.min]! : Math.min(moments[MOMENT.min]!, other[MOMENT.min]!);
  moments[MOMENT.max] = Math.max(moments[MOMENT.max]!, other[MOMENT.max]!);
}

/** Standard deviation of all values; 0 when there are none. */
export function deviation(moments: Float64Array): number {
  const count = moments[MOMENT.count]!;
  return count === 0 ? 0 : Math.sqrt(moments[MOMENT.squares]! / count);
}

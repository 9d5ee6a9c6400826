// The straight line through a slow statistic, with an error that takes the correlation of neighbouring values into account.
import { studentT95 } from './student-t.js';

/** With fewer independent values than this there is no trend. */
const LEAST_FREEDOM = 3;

export interface TrendLine {
  /** Mean time of the values, in the unit of time of the series, and the line's value there. */
  readonly meanTime: number;
  readonly meanValue: number;
  /** Standard error of {@link meanValue}. */
  readonly meanError: number;
  /** Change of the value in one unit of time, and its standard error. */
  readonly slope: number;
  readonly slopeError: number;
  /** How many standard errors a two-sided 95 % interval goes to either side. */
  readonly quantile: number;
  /** How many independent values the series is worth. */
  readonly effectiveCount: number;
}

/**
 * Least squares with an error that takes autocorrelation into account: of n residuals whose neighbours correlate by r, only
 * n (1 - r) / (1 + r) count as independent (Santer et al., Journal of Geophysical Research 105 (2000), 7337, eq. 6). Positive
 * r only: an alternating series does not get a smaller error than a random one.
 *
 * @param times rising, at about equal distances; gaps are allowed
 * @returns null when there are too few values, or when they are too much alike
 */
export function trendLine(times: Float64Array, values: Float64Array): TrendLine | null {
  const count = values.length;
  if (count < LEAST_FREEDOM + 2) return null;
  const meanTime = mean(times);
  const meanValue = mean(values);
  let timeSquares = 0;
  let products = 0;
  for (let i = 0; i < count; i++) {
    const off = times[i]! - meanTime;
    timeSquares += off * off;
    products += off * (values[i]! - meanValue);
  }
  const slope = products / timeSquares;
  const residuals = values.map((value, i) => value - meanValue - slope * (times[i]! - meanTime));
  const effectiveCount = count / inflation(residuals);
  const freedom = effectiveCount - 2;
  if (!(timeSquares > 0) || freedom < LEAST_FREEDOM) return null;
  const variance = sumOfSquares(residuals) / freedom;
  return {
    meanTime,
    meanValue,
    // The variance of the independent values; `count` dependent values carry the information of fewer independent ones.
    meanError: Math.sqrt(variance / count),
    slope,
    slopeError: Math.sqrt(variance / timeSquares),
    quantile: studentT95(freedom),
    effectiveCount,
  };
}

/** True when the interval of the slope does not contain zero. */
export function isTrend({ slope, slopeError, quantile }: TrendLine): boolean {
  return Math.abs(slope) > quantile * slopeError;
}

/** How many times more values are needed than independent ones would be: (1 + r) / (1 - r). */
function inflation(residuals: Float64Array): number {
  let products = 0;
  for (let i = 1; i < residuals.length; i++) products += residuals[i - 1]! * residuals[i]!;
  const squares = sumOfSquares(residuals);
  if (squares === 0) return 1;
  // The estimate of a short series is too small by about (1 + 4 r) / n (Kendall 1954).
  const told = products / squares;
  const correlation = Math.max(0, Math.min(0.99, told + (1 + 4 * told) / residuals.length));
  return (1 + correlation) / (1 - correlation);
}

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function sumOfSquares(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return sum;
}

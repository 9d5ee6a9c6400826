// When a trend reaches a limit, and how uncertain that is.
import { isTrend, type TrendLine } from './trend-line.js';

export interface Limit {
  readonly value: number;
  /** The direction in which the statistic passes the limit. */
  readonly passedWhen: 'above' | 'below';
}

/** Times in the unit of the series. They lie in the past when the line has passed the limit already. */
export interface LimitDate {
  readonly earliest: number;
  readonly expected: number;
  readonly latest: number;
}

/**
 * Fieller's interval of the time at which the line meets the limit (Fieller, Journal of the Royal Statistical Society B 16
 * (1954), 175): all times at which a line within the 95 % interval of this line can meet it. It is not symmetrical: a poorly
 * known slope moves the latest time further away than the earliest one.
 *
 * @returns null when the line never meets the limit: there is no trend, or it leads away from the limit
 */
export function limitDate(line: TrendLine, { value, passedWhen }: Limit): LimitDate | null {
  if (!isTrend(line) || line.slope > 0 !== (passedWhen === 'above')) return null;
  const { slope, slopeError, meanError, meanTime, quantile } = line;
  const distance = value - line.meanValue;
  const certain = slope ** 2 - (quantile * slopeError) ** 2;
  const spread = quantile * Math.sqrt((distance * slopeError) ** 2 + meanError ** 2 * certain);
  return {
    earliest: meanTime + (distance * slope - spread) / certain,
    expected: meanTime + distance / slope,
    latest: meanTime + (distance * slope + spread) / certain,
  };
}

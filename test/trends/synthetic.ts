// Series with a known slope, noise and autocorrelation.
import { Random } from '../../hal/sim/random.js';

export interface SeriesOptions {
  readonly count: number;
  readonly start: number;
  readonly slope: number;
  readonly sigma: number;
  /** Correlation of neighbours. */
  readonly correlation: number;
}

/** Values at the times 0, 1, 2, ..: a line with noise of the first order, AR(1), of the standard deviation `sigma`. */
export function series({ count, start, slope, sigma, correlation }: SeriesOptions, seed: number) {
  const random = new Random(seed);
  const normal = new Float64Array(count);
  random.fillNormal(normal);
  const times = Float64Array.from({ length: count }, (_, i) => i);
  const values = new Float64Array(count);
  let noise = sigma * normal[0]!;
  for (let i = 0; i < count; i++) {
    if (i > 0) noise = correlation * noise + sigma * Math.sqrt(1 - correlation ** 2) * normal[i]!;
    values[i] = start + slope * i + noise;
  }
  return { times, values };
}

// Computes quantiles and the slope of measured values.

/**
 * Quantiles: for each share, the smallest value that is not below this share of all values.
 *
 * @param values a typed array; it is sorted in place
 * @param shares named shares, 0..1: `{ p50: 0.5 }`
 */
export function quantiles(values, shares) {
  values.sort();
  const at = (share) => values[Math.max(0, Math.ceil(share * values.length) - 1)];
  return Object.fromEntries(
    Object.entries(shares).map(([name, share]) => [name, values.length === 0 ? null : at(share)]),
  );
}

export const TICK_SHARES = { p50: 0.5, p99: 0.99, p999: 0.999 };

/** Least-squares slope of y over x. */
export function slope(x, y) {
  const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanX, meanY] = [mean(x), mean(y)];
  let xy = 0;
  let xx = 0;
  for (let i = 0; i < x.length; i++) {
    xy += (x[i] - meanX) * (y[i] - meanY);
    xx += (x[i] - meanX) ** 2;
  }
  return xx === 0 ? 0 : xy / xx;
}

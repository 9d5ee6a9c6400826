// Numbers as documents carry them: short enough for a small payload, exact enough for every sensor, never NaN.

/**
 * Nine digits keep a travelled path of 100 km exact to 0.1 mm, and drop what binary fractions add:
 * 0.1 + 0.2 becomes 0.3.
 */
const SIGNIFICANT_DIGITS = 9;

/** Null for what JSON cannot say: NaN and infinity. */
export function rounded(value: number): number | null {
  if (Number.isInteger(value)) {
    return value === 0 ? 0 : value;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : null;
}

/** For figures that always are there: a count or a time that is not finite is reported as 0. */
export function figure(value: number | undefined): number {
  return value === undefined ? 0 : (rounded(value) ?? 0);
}

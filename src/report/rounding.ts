// Rounds numbers for documents: short for a small payload, exact enough for every sensor, and never NaN.

/**
 * Nine digits keep a travelled path of 100 km exact to 0.1 mm, and hide the errors of binary fractions:
 * 0.1 + 0.2 becomes 0.3.
 */
const SIGNIFICANT_DIGITS = 9;

/** Null for NaN and infinity, which JSON cannot express. */
export function rounded(value: number): number | null {
  if (Number.isInteger(value)) {
    return value === 0 ? 0 : value;
  }
  return Number.isFinite(value) ? Number(value.toPrecision(SIGNIFICANT_DIGITS)) : null;
}

/** For figures that must never be null: an absent or infinite value, or NaN, is reported as 0. */
export function figure(value: number | undefined): number {
  return value === undefined ? 0 : (rounded(value) ?? 0);
}

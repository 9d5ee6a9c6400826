// The threshold that a residual needs so that the noise of the sensors is not taken for a fault.

/** Of a healthy plant the model is wrong by up to this share of a threshold. A residual below it is back. */
export const MODEL_SHARE = 0.6;
/**
 * The noise comes on top of the model's error, so a threshold leaves room for this multiple of its standard deviation. Gaussian noise
 * crosses 6 standard deviations less than once in 50 days, in the four smoothed residuals together and at 60 Hz.
 */
const SIGNIFICANT = 6;

/**
 * @param bound threshold for sensors without noise
 * @param noise standard deviation that the noise gives the residual, in the same unit
 */
export function withNoise(bound: number, noise: number): number {
  return Math.max(bound, MODEL_SHARE * bound + SIGNIFICANT * noise);
}

// Corrects the twin's parameters where the plant differs a little from its configuration: slowly, within bounds, and visibly.
import { CORRECTION } from './reduced-model.js';

/** Corrections stay within this share of the configured value. */
export const MAX_CORRECTION = 0.2;
/** Change of a factor per second for each 1 in its innovation: minutes, so that no transient is learned. */
const RATE = Float64Array.of(0.004, 0.012);

/**
 * An integrator for each factor. The caller decides when it may learn, because a fault must never be learned: not while a
 * residual diverges, a channel is not good or the plant is between operating points.
 */
export class ParameterEstimator {
  /** The factors, at positions {@link CORRECTION}; 1 is the configured parameter. */
  readonly correction = new Float64Array(CORRECTION.length).fill(1);
  /** In: measured minus predicted as shares of the default operating point; NaN where there is none. */
  readonly innovation = new Float64Array(CORRECTION.length).fill(Number.NaN);
  /** In: time since the last call of {@link learn}, s. */
  elapsedS = 0;

  learn(): void {
    for (let i = 0; i < CORRECTION.length; i++) {
      const innovation = this.innovation[i]!;
      if (Number.isNaN(innovation)) continue;
      const next = this.correction[i]! + this.elapsedS * RATE[i]! * innovation;
      this.correction[i] = Math.min(1 + MAX_CORRECTION, Math.max(1 - MAX_CORRECTION, next));
    }
  }

  /** True when a factor has reached its bound: the configured parameters do not describe this plant. */
  get exhausted(): boolean {
    return this.correction.some((factor) => factor <= 1 - MAX_CORRECTION || factor >= 1 + MAX_CORRECTION);
  }
}

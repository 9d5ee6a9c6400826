// Corrects the twin's parameters where the plant differs a little from its configuration: slowly, within bounds, and visibly.
import { CORRECTION } from './reduced-model.js';

/** Corrections stay within this share of the configured value. */
export const MAX_CORRECTION = 0.11;
/** A correction reaches most of its target within this time, s: minutes, so that no transient is learned. */
const LEARNING_S = 240;

/**
 * Moves each factor towards what the diagnosis has found to be usual on this plant. A fault must never be learned, so the
 * diagnosis stops learning well before its alarm, and the caller calls {@link learn} only on a plant that has settled.
 */
export class ParameterEstimator {
  /** The factors, at positions {@link CORRECTION}; 1 is the configured parameter. */
  readonly correction = new Float64Array(CORRECTION.length).fill(1);
  /** In: the factors that would describe the plant. */
  readonly target = new Float64Array(CORRECTION.length).fill(1);
  /** In: time since the last call of {@link learn}, s. */
  elapsedS = 0;

  learn(): void {
    const share = this.elapsedS / (LEARNING_S + this.elapsedS);
    for (let i = 0; i < CORRECTION.length; i++) {
      const next = this.correction[i]! + share * (this.target[i]! - this.correction[i]!);
      this.correction[i] = Math.min(1 + MAX_CORRECTION, Math.max(1 - MAX_CORRECTION, next));
    }
  }
}

// Finds single wrong samples of a channel from which another channel is computed.
import type { ProcessImage } from '../state/image.js';

/**
 * A sample is an outlier when it is further from both of its neighbours, on the same side, than `tolerance`. It is known when the
 * sample after it has come.
 */
export class Outliers {
  private before = Number.NaN;
  private last = Number.NaN;
  private lastS = Number.NaN;
  private foundS = Number.NEGATIVE_INFINITY;

  /**
   * @param index of the channel in the image
   * @param tolerance in the unit of the channel
   * @param spanS time for which a sample stays in the computed value, s
   */
  constructor(
    private readonly index: number,
    public tolerance: number,
    private readonly spanS: number,
  ) {}

  /** True while an outlier is in the computed value. */
  get isTainted(): boolean {
    return this.lastS - this.foundS <= this.spanS;
  }

  /** One base tick. */
  look(image: ProcessImage): void {
    const { index } = this;
    if (!image.isGood(index)) return;
    const timeS = image.timeOf(index);
    if (timeS === this.lastS) return;
    const value = image.read(index);
    const above = Math.min(this.last - this.before, this.last - value);
    const below = Math.min(this.before - this.last, value - this.last);
    if (Math.max(above, below) > this.tolerance) this.foundS = this.lastS;
    this.before = this.last;
    this.last = value;
    this.lastS = timeS;
  }
}

// Sums up the frames of the present second for all channels, in memory of constant size.
import { QUALITY, type Quality } from '../../hal/quality.js';
import type { FrameLayout } from '../control/records/frame.js';
import { mark } from './points.js';

/** A larger value is not a measurement. It counts as bad, as one that is not finite does. */
const LARGEST = 1e100;

export class SecondSums {
  readonly count: Uint16Array;
  readonly marks: Uint8Array;
  readonly min: Float64Array;
  readonly max: Float64Array;
  private readonly sum: Float64Array;

  constructor(private readonly layout: FrameLayout) {
    const { length } = layout.channels;
    this.count = new Uint16Array(length);
    this.marks = new Uint8Array(length);
    this.min = new Float64Array(length);
    this.max = new Float64Array(length);
    this.sum = new Float64Array(length);
    this.clear();
  }

  clear(): void {
    this.count.fill(0);
    this.marks.fill(0);
    this.sum.fill(0);
    this.min.fill(Number.POSITIVE_INFINITY);
    this.max.fill(Number.NEGATIVE_INFINITY);
  }

  /** Only good and estimated values count: a stale one repeats a value that has counted already. */
  add(frame: Float64Array): void {
    const { channels, values, qualities } = this.layout;
    for (let i = 0; i < channels.length; i++) {
      const value = frame[values + i]!;
      const quality = Math.abs(value) <= LARGEST ? (frame[qualities + i]! as Quality) : QUALITY.bad;
      this.marks[i]! |= mark(quality);
      if (quality > QUALITY.estimated) continue;
      this.count[i]!++;
      this.sum[i]! += value;
      if (value < this.min[i]!) this.min[i] = value;
      if (value > this.max[i]!) this.max[i] = value;
    }
  }

  /** Mean of a channel; NaN when no frame had a usable value. The rounding of the sum does not move it outside the range. */
  mean(channel: number): number {
    const mean = this.sum[channel]! / this.count[channel]!;
    return Math.min(this.max[channel]!, Math.max(this.min[channel]!, mean));
  }
}

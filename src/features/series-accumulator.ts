// Calculates the statistics of all channels over a minute, frame by frame, in memory of constant size.
import { QUALITY } from '../../hal/quality.js';
import type { FrameLayout } from '../control/records/frame.js';
import type { SeriesStatistics } from './minute-row.js';

const QUALITIES = 4;

export class SeriesAccumulator {
  private readonly layout: FrameLayout;
  private readonly counts: Uint32Array;
  private readonly means: Float64Array;
  /** Sums of squared deviations from the mean. */
  private readonly squares: Float64Array;
  private readonly minima: Float64Array;
  private readonly maxima: Float64Array;
  private readonly lasts: Float64Array;
  /** For each channel: the number of frames with each quality. */
  private readonly qualities: Uint32Array;
  private frames = 0;

  constructor(layout: FrameLayout) {
    const { length } = layout.channels;
    this.layout = layout;
    this.counts = new Uint32Array(length);
    this.means = new Float64Array(length);
    this.squares = new Float64Array(length);
    this.minima = new Float64Array(length);
    this.maxima = new Float64Array(length);
    this.lasts = new Float64Array(length);
    this.qualities = new Uint32Array(length * QUALITIES);
    this.clear();
  }

  clear(): void {
    this.frames = 0;
    this.counts.fill(0);
    this.means.fill(0);
    this.squares.fill(0);
    this.minima.fill(Number.POSITIVE_INFINITY);
    this.maxima.fill(Number.NEGATIVE_INFINITY);
    this.qualities.fill(0);
  }

  add(frame: Float64Array): void {
    const { channels, values, qualities } = this.layout;
    this.frames++;
    for (let i = 0; i < channels.length; i++) {
      const value = frame[values + i]!;
      // A value that is not a finite number is bad, whatever quality the frame gives.
      const quality = Number.isFinite(value) ? frame[qualities + i]! : QUALITY.bad;
      this.qualities[i * QUALITIES + quality]!++;
      if (quality === QUALITY.good || quality === QUALITY.estimated) this.addValue(i, value);
    }
  }

  /** Welford's algorithm: it stays exact where the difference of two large sums of squares would lose digits. */
  private addValue(i: number, value: number): void {
    const count = this.counts[i]! + 1;
    const distance = value - this.means[i]!;
    const mean = this.means[i]! + distance / count;
    this.counts[i] = count;
    this.means[i] = mean;
    this.squares[i] = this.squares[i]! + distance * (value - mean);
    this.minima[i] = Math.min(this.minima[i]!, value);
    this.maxima[i] = Math.max(this.maxima[i]!, value);
    this.lasts[i] = value;
  }

  /** Statistics by channel, of the frames since {@link clear}. */
  statistics(): Record<string, SeriesStatistics> {
    return Object.fromEntries(this.layout.channels.map((name, i) => [name, this.series(i)]));
  }

  private series(i: number): SeriesStatistics {
    const count = this.counts[i]!;
    const share = (quality: number) => this.qualities[i * QUALITIES + quality]! / Math.max(1, this.frames);
    const figure = (value: number) => (count === 0 ? null : value);
    return {
      count,
      mean: figure(this.means[i]!),
      deviation: figure(Math.sqrt(this.squares[i]! / count)),
      min: figure(this.minima[i]!),
      max: figure(this.maxima[i]!),
      last: figure(this.lasts[i]!),
      good: share(QUALITY.good),
      estimated: share(QUALITY.estimated),
      stale: share(QUALITY.stale),
      bad: share(QUALITY.bad),
    };
  }
}

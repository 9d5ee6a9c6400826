// Watches a computed channel for a limit.
import type { SampleTable } from '../../../hal/samples.js';
import type { ProcessImage } from '../state/image.js';
import type { Limit, LimitWatch } from './limit-watch.js';
import type { Outliers } from './outliers.js';

/** Tolerance: times of samples are sums of binary fractions. */
const ROUNDING_S = 1e-6;

export interface ComputedWatchOptions {
  readonly channel: string;
  /** Of the channel in the image. */
  readonly index: number;
  /**
   * Values closer together than this count once, s: what they are computed from is largely the same, so one wrong sample would
   * count again and again. 0 for values of the latest samples alone.
   */
  readonly spanS: number;
  /** The single wrong samples of the channel behind this one: while one is in the value, the value says nothing. */
  readonly outliers: Outliers | null;
}

export class ComputedWatch implements LimitWatch {
  readonly channel: string;
  beyond = 0;
  value = Number.NaN;
  private readonly options: ComputedWatchOptions;
  private inARow = 0;
  private readS = Number.NaN;
  private countedS = Number.NaN;

  constructor(
    private limit: Readonly<Limit>,
    options: ComputedWatchOptions,
  ) {
    this.channel = options.channel;
    this.options = options;
  }

  get isProven(): boolean {
    return this.beyond > 0 && this.inARow >= this.limit.samples;
  }

  setLimit(limit: Readonly<Limit>): void {
    const isLower = limit.above <= this.limit.above;
    const { outliers } = this.options;
    if (outliers !== null) outliers.tolerance *= limit.above / this.limit.above;
    this.limit = limit;
    if (!(Math.abs(this.value) > limit.above)) this.inARow = 0;
    else if (!isLower) this.inARow = Math.min(this.inARow, 1);
  }

  look(_samples: SampleTable, image: ProcessImage): void {
    const { index, outliers } = this.options;
    if (outliers !== null) outliers.look(image);
    if (!image.isGood(index)) {
      this.beyond = 0;
      return;
    }
    const timeS = image.timeOf(index);
    if (timeS !== this.readS && !(outliers?.isTainted ?? false)) this.take(image.read(index), timeS);
    this.readS = timeS;
    this.beyond = this.inARow > 0 ? 1 : 0;
  }

  private take(value: number, timeS: number): void {
    if (!(Math.abs(value) > this.limit.above)) {
      this.inARow = 0;
      return;
    }
    this.value = value;
    if (this.inARow > 0 && timeS - this.countedS <= this.options.spanS + ROUNDING_S) return;
    this.inARow++;
    this.countedS = timeS;
  }
}

// The good measurements of one speed in the last seconds, and their mean.

/** Room for two seconds at 60 Hz, and some more. */
const CAPACITY = 128;
/** After a gap of this time without a measurement the earlier ones say nothing about now, s. */
const MAX_GAP_S = 1;
/** Tolerance: times of ticks are sums of binary fractions. */
const ROUNDING_S = 1e-6;

export class SpeedRecord {
  private readonly timesS = new Float64Array(CAPACITY);
  private readonly speeds = new Float64Array(CAPACITY);
  private next = 0;
  private count = 0;
  /** Since when the measurements have no gap, s; NaN while there are none. */
  private sinceS = Number.NaN;

  /** The latest measurement, m/s; NaN while there is none. */
  get latest(): number {
    return this.count === 0 ? Number.NaN : this.speeds[this.last]!;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** Takes a good measurement of the speed of the chain, m/s, at the monotonic time `nowS` in seconds. */
  add(nowS: number, speedMps: number): void {
    if (this.count > 0 && nowS - this.timesS[this.last]! > MAX_GAP_S) this.clear();
    if (this.count === 0) this.sinceS = nowS;
    this.timesS[this.next] = nowS;
    this.speeds[this.next] = speedMps;
    this.next = (this.next + 1) % CAPACITY;
    if (this.count < CAPACITY) this.count++;
  }

  clear(): void {
    this.count = 0;
    this.sinceS = Number.NaN;
  }

  /** The magnitude of the mean of the last `spanS` seconds, m/s, or of as many as there are; NaN when there are none. */
  mean(spanS: number): number {
    if (this.count === 0) return Number.NaN;
    const firstS = this.timesS[this.last]! - spanS - ROUNDING_S;
    let sum = 0;
    let n = 0;
    for (let i = this.last; n < this.count && this.timesS[i]! >= firstS; i = (i + CAPACITY - 1) % CAPACITY) {
      sum += this.speeds[i]!;
      n++;
    }
    return Math.abs(sum / n);
  }

  /** True when the measurements without a gap cover the last `spanS` seconds. */
  covers(spanS: number): boolean {
    return this.count > 0 && this.timesS[this.last]! - this.sinceS >= spanS - ROUNDING_S;
  }

  private get last(): number {
    return (this.next + CAPACITY - 1) % CAPACITY;
  }
}

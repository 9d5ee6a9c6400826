// The good measurements of one speed in the last seconds, and their mean.

/** Room for two seconds at 60 Hz, and some more; a power of two. */
const CAPACITY = 128;
/** After a gap of this time without a measurement the earlier ones say nothing about now, s. */
const MAX_GAP_S = 1;
/** Tolerance: times of ticks are sums of binary fractions. */
const ROUNDING_S = 1e-6;

export class SpeedRecord {
  private readonly timesS = new Float64Array(CAPACITY);
  private readonly speeds = new Float64Array(CAPACITY);
  private next = 0;
  /** Measurements of the last `spanS` seconds, the newest before `next`. */
  private count = 0;
  private sum = 0;
  /** Since when the measurements have no gap, s; NaN while there are none. */
  private sinceS = Number.NaN;

  /** @param spanS the mean is over this time, s; at most two seconds at 60 Hz */
  constructor(private readonly spanS: number) {}

  /** The latest measurement, m/s; NaN while there is none. */
  get latest(): number {
    return this.count === 0 ? Number.NaN : this.speeds[this.back(1)]!;
  }

  get isEmpty(): boolean {
    return this.count === 0;
  }

  /** The magnitude of the mean, m/s; of as many measurements as there are; NaN when there are none. */
  get mean(): number {
    return Math.abs(this.sum / this.count);
  }

  /** True when the measurements without a gap cover the time of the mean. */
  get isFull(): boolean {
    return this.timesS[this.back(1)]! - this.sinceS >= this.spanS - ROUNDING_S;
  }

  /** Takes a good measurement of the speed of the chain, m/s, at the monotonic time `nowS` in seconds. */
  add(nowS: number, speedMps: number): void {
    if (nowS - this.timesS[this.back(1)]! > MAX_GAP_S + ROUNDING_S) this.clear();
    if (this.count === 0) this.sinceS = nowS;
    if (this.count === CAPACITY) this.dropOldest();
    this.timesS[this.next] = nowS;
    this.speeds[this.next] = speedMps;
    this.next = (this.next + 1) & (CAPACITY - 1);
    this.count++;
    this.sum += speedMps;
    const firstS = nowS - this.spanS - ROUNDING_S;
    while (this.timesS[this.back(this.count)]! < firstS) this.dropOldest();
    if (this.next === 0) this.sumAgain();
  }

  clear(): void {
    this.count = 0;
    this.sum = 0;
    this.sinceS = Number.NaN;
  }

  /** The magnitude of the mean of the last `spanS` seconds, m/s, at most those of the record; NaN when there are none. */
  meanOfLast(spanS: number): number {
    const firstS = this.timesS[this.back(1)]! - spanS - ROUNDING_S;
    let sum = 0;
    let n = 0;
    for (; n < this.count && this.timesS[this.back(n + 1)]! >= firstS; n++)
      sum += this.speeds[this.back(n + 1)]!;
    return Math.abs(sum / n);
  }

  /** The place of a measurement: 1 for the newest. */
  private back(n: number): number {
    return (this.next - n) & (CAPACITY - 1);
  }

  private dropOldest(): void {
    this.sum -= this.speeds[this.back(this.count)]!;
    this.count--;
  }

  /** Sums anew once a round, so that rounding errors cannot grow over months. */
  private sumAgain(): void {
    let sum = 0;
    for (let n = 1; n <= this.count; n++) sum += this.speeds[this.back(n)]!;
    this.sum = sum;
  }
}

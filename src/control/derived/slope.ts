// The slope of a channel by least squares over a sliding window of time: velocity in, acceleration out.

/** Bounds the memory: the base rate allows one sample a base tick, so a window has fewer samples than this. */
const CAPACITY = 64;

export class SlopeWindow {
  private readonly timesS = new Float64Array(CAPACITY);
  private readonly values = new Float64Array(CAPACITY);
  private next = 0;
  private count = 0;

  /** @param spanS length of the window in seconds */
  constructor(private readonly spanS: number) {}

  /** Takes a sample. A sample with the same time as the last one was taken already and is ignored. */
  add(timeS: number, value: number): void {
    if (this.count > 0 && this.timesS[(this.next + CAPACITY - 1) % CAPACITY]! >= timeS) return;
    this.timesS[this.next] = timeS;
    this.values[this.next] = value;
    this.next = (this.next + 1) % CAPACITY;
    if (this.count < CAPACITY) this.count++;
  }

  /**
   * The least-squares slope of the samples of the last `spanS` seconds before `nowS`, per second; NaN while fewer than
   * three samples, or less than half of the window, are there.
   */
  slope(nowS: number): number {
    const first = nowS - this.spanS - 1e-9;
    let n = 0;
    let sumT = 0;
    let sumV = 0;
    let sumTT = 0;
    let sumTV = 0;
    let oldest = 0;
    for (let back = 1; back <= this.count; back++) {
      const i = (this.next + CAPACITY - back) % CAPACITY;
      const timeS = this.timesS[i]!;
      if (timeS < first) break;
      // Times relative to now keep the sums well conditioned after months of running.
      const t = timeS - nowS;
      const v = this.values[i]!;
      n++;
      sumT += t;
      sumV += v;
      sumTT += t * t;
      sumTV += t * v;
      oldest = t;
    }
    if (n < 3 || -oldest < this.spanS / 2) return Number.NaN;
    return (n * sumTV - sumT * sumV) / (n * sumTT - sumT * sumT);
  }
}

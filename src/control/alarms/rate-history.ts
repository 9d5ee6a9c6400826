// The last half second of a channel, for rules with `rateAbove`.
import type { ProcessImage, UsableChannel } from '../state/image.js';

/** The change of a value is judged over this many seconds. */
export const RATE_WINDOW_S = 0.5;
/** Tolerance: times of samples are sums of binary fractions. */
const TIME_TOLERANCE_S = 1e-6;
/** Size of the ring, more than the samples of a window at 60 Hz; a power of two. */
const LENGTH = 64;

/** Nothing is allocated after the construction. */
export class RateHistory {
  private readonly times = new Float64Array(LENGTH);
  private readonly values = new Float64Array(LENGTH);
  private written = 0;
  private hasGap = false;
  /** The sample that the latest one is compared with; -1 when there is none. */
  private reference = -1;

  /** Notes that the channel is not usable now. */
  interrupt(): void {
    this.hasGap = true;
  }

  /** Takes the value of this tick. After a gap that is longer than the window the earlier samples are forgotten. */
  add(image: ProcessImage, channel: UsableChannel): void {
    const timeS = image.timeOf(channel);
    const lastS = this.times[slot(this.written - 1)]!;
    if (this.hasGap && timeS - lastS > RATE_WINDOW_S) this.forget();
    this.hasGap = false;
    const isNew = this.written === 0 || timeS > lastS;
    const at = slot(isNew ? this.written : this.written - 1);
    this.times[at] = timeS;
    this.values[at] = image.read(channel);
    if (isNew) this.written++;
    this.reference = this.findReference();
  }

  /** Change per second since the newest sample that is older than the latest by the window; NaN without such a sample. */
  rate(): number {
    if (this.reference < 0) return Number.NaN;
    const last = slot(this.written - 1);
    const then = slot(this.reference);
    return Math.abs(this.values[last]! - this.values[then]!) / (this.times[last]! - this.times[then]!);
  }

  private forget(): void {
    this.written = 0;
    this.reference = -1;
  }

  /** The largest difference between the latest value and the samples that will be compared with the next ones. */
  spread(): number {
    const { values, written } = this;
    const latest = values[slot(written - 1)]!;
    let spread = 0;
    for (let n = Math.max(this.reference + 1, written - LENGTH); n < written; n++) {
      spread = Math.max(spread, Math.abs(latest - values[slot(n)]!));
    }
    return spread;
  }

  /** Times rise, so the search begins at the reference of the sample before: it moves by one sample as a rule. */
  private findReference(): number {
    const { times, written } = this;
    const latestS = times[slot(written - 1)]!;
    const oldest = Math.max(0, written - LENGTH);
    let n = Math.max(this.reference, oldest - 1);
    while (n >= oldest && !isWindowBefore(latestS, times[slot(n)]!)) n--;
    // Ends at the latest sample, which is not before itself.
    while (isWindowBefore(latestS, times[slot(n + 1)]!)) n++;
    return n < oldest ? -1 : n;
  }
}

function isWindowBefore(latestS: number, timeS: number): boolean {
  return latestS - timeS >= RATE_WINDOW_S - TIME_TOLERANCE_S;
}

function slot(n: number): number {
  return n & (LENGTH - 1);
}

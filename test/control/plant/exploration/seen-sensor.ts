// A sensor as the rules of states and trips see it: computed anew from what it delivered.

const STALE_S = 0.2;
/** The chain turns or stands by the mean over this time, s. */
const MEAN_S = 2;

export class SeenSensor {
  private beyondInARow = 0;
  private beyondNow = false;
  /** Values in a row that were no number, and the time of the latest. */
  private badInARow = 0;
  private badS = Number.NaN;
  private measuredS = Number.NaN;
  /** False while its value is not usable. */
  isGood = false;
  private value = Number.NaN;
  /** The good values without a gap: times and values, back to the last one that is at least {@link MEAN_S} old. */
  private readonly record: (readonly [number, number])[] = [];

  take(value: number | null, limit: number, nowS: number): void {
    this.beyondNow = false;
    if (value !== null && Number.isFinite(value)) {
      this.measuredS = nowS;
      this.value = value;
      this.beyondNow = Math.abs(value) > limit;
      this.beyondInARow = this.beyondNow ? this.beyondInARow + 1 : 0;
      this.isGood = true;
      this.badInARow = 0;
    } else if (value !== null) {
      this.isGood = false;
      this.badInARow++;
      this.badS = nowS;
    }
    if (!this.isRecent(nowS)) this.isGood = false;
    if (!this.isGood) this.record.length = 0;
    else this.record.push([nowS, this.value]);
    while (this.record.length > 1 && this.record[1]![0] <= nowS - MEAN_S) this.record.shift();
  }

  /** The latest value that was a number; NaN before the first. */
  get latest(): number {
    return this.value;
  }

  /** The magnitude of the mean of the last two seconds; NaN while there is no good value. */
  get mean(): number {
    const lastS = this.record.at(-1)?.[0] ?? Number.NaN;
    const recent = this.record.filter(([timeS]) => timeS >= lastS - MEAN_S - 1e-6);
    return Math.abs(recent.reduce((sum, [, value]) => sum + value, 0) / recent.length);
  }

  get turns(): boolean {
    return this.mean > 0.2;
  }

  /** True when it does not speak against a standstill: it is not good, or was low for two seconds. */
  get allowsStandstill(): boolean {
    if (this.record.length === 0) return true;
    return this.record.at(-1)![0] - this.record[0]![0] >= MEAN_S - 1e-6 && this.mean < 0.05;
  }

  /** True when it is not good, and not only for a single value that is no number. */
  isLost(nowS: number): boolean {
    const isSingle = this.badInARow === 1 && nowS - this.badS <= STALE_S + 1e-9;
    return !this.isGood && !isSingle;
  }

  isBeyond(nowS: number): boolean {
    return this.beyondInARow > 0 && this.isRecent(nowS);
  }

  isProven(nowS: number): boolean {
    return this.beyondInARow >= 2 && this.isRecent(nowS);
  }

  private isRecent(nowS: number): boolean {
    return nowS - this.measuredS <= STALE_S + 1e-9;
  }
}

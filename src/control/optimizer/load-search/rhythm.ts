// Finds the plant's own rhythm: with little air the chain swings, with a full tank the compressor goes on and off.
import { COMPRESSOR_STANDS_W, READING } from './readings.js';

/** The swing is seen against the mean speed over about so many seconds ... */
const MEAN_S = 10;
/** ... once it goes so far to both sides of it: ten times what sensor noise does. */
const SWING_SHARE = 0.03;
/** A rhythm that gave no beat for so long is none, seconds: the slowest swings take 16 s. */
const FORGOTTEN_S = 25;

/** A beat comes once a period: the chain gets faster than its mean, or the compressor switches on. */
export class Rhythm {
  /** True on the tick of a beat. */
  beat = false;
  private meanMps = Number.NaN;
  private wasSlow = false;
  private wasOff = false;
  private sinceSwingS = Number.POSITIVE_INFINITY;
  private sinceSwitchS = Number.POSITIVE_INFINITY;

  /** @param heedsCompressor a compressor that cycles sets the beat, where the compressor's energy is judged */
  constructor(private readonly heedsCompressor: boolean) {}

  /** False on a plant that runs steadily. */
  get beats(): boolean {
    return Math.min(this.sinceSwingS, this.sinceSwitchS) < FORGOTTEN_S;
  }

  /** The chain swings. */
  get swings(): boolean {
    return this.sinceSwingS < FORGOTTEN_S;
  }

  update(readings: Float64Array): void {
    const dtS = readings[READING.dtS]!;
    this.sinceSwingS += dtS;
    this.sinceSwitchS += dtS;
    const swung = this.seesSwing(readings[READING.velocityMps]!, dtS);
    const switched = this.heedsCompressor && this.seesSwitch(readings[READING.compressorW]!);
    this.beat = this.sinceSwitchS < FORGOTTEN_S ? switched : swung;
  }

  private seesSwing(velocityMps: number, dtS: number): boolean {
    if (Number.isNaN(this.meanMps)) this.meanMps = velocityMps;
    this.meanMps += (velocityMps - this.meanMps) * Math.min(1, dtS / MEAN_S);
    if (velocityMps < this.meanMps * (1 - SWING_SHARE)) this.wasSlow = true;
    if (!this.wasSlow || velocityMps < this.meanMps * (1 + SWING_SHARE)) return false;
    this.wasSlow = false;
    this.sinceSwingS = 0;
    return true;
  }

  private seesSwitch(compressorW: number): boolean {
    const isOff = compressorW < COMPRESSOR_STANDS_W;
    const switched = this.wasOff && !isOff;
    this.wasOff = isOff;
    if (switched) this.sinceSwitchS = 0;
    return switched;
  }
}

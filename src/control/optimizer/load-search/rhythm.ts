// Finds the plant's rhythm: with little air the chain swings, with a full tank the compressor switches on and off.
import { COMPRESSOR_STANDS_W, READING } from './readings.js';

/** A swing is judged against the mean speed over about this many seconds ... */
const MEAN_S = 10;
/** ... when it goes this far to both sides of the mean: ten times the sensor noise. */
const SWING_SHARE = 0.03;
/** A rhythm has ended when there was no beat for this time, seconds. At 20 % of the air the slowest swings take 35 s. */
const FORGOTTEN_S = 45;

/** There is one beat a period: when the chain gets faster than its mean, or when the compressor switches on. */
export class Rhythm {
  /** True on the tick of a beat. */
  beat = false;
  private meanMps = Number.NaN;
  private wasSlow = false;
  private wasOff = false;
  private sinceSwingS = Number.POSITIVE_INFINITY;
  private sinceSwitchS = Number.POSITIVE_INFINITY;

  /** @param countsCompressor true when a cycling compressor sets the beat: for objectives that contain its energy */
  constructor(private readonly countsCompressor: boolean) {}

  /** False on a plant that runs steadily. */
  get beats(): boolean {
    return Math.min(this.sinceSwingS, this.sinceSwitchS) < FORGOTTEN_S;
  }

  /** True while the chain swings. */
  get swings(): boolean {
    return this.sinceSwingS < FORGOTTEN_S;
  }

  update(readings: Float64Array): void {
    const dtS = readings[READING.dtS]!;
    this.sinceSwingS += dtS;
    this.sinceSwitchS += dtS;
    const swung = this.seesSwing(readings[READING.velocityMps]!, dtS);
    const switched = this.countsCompressor && this.seesSwitch(readings[READING.compressorW]!);
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

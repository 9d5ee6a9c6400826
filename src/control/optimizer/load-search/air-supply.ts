// Detects a change of the air supply: the running compressor takes another power than before.
import { COMPRESSOR_STANDS_W, READING } from './readings.js';

/** When the load changes, the tank's pressure changes the compressor's power by less than this share. */
const CHANGE_SHARE = 0.05;
/** A change counts when it has lasted this long, seconds. */
const PERSISTS_S = 8;
const SMOOTHING_S = 2;

/** The compressor is judged only while it runs, so it may cycle. */
export class AirSupply {
  /** Power of the compressor while it runs, smoothed, W; NaN before it has run. */
  powerW = Number.NaN;
  /** The supply at the last {@link learn}, W; NaN before it. */
  knownW = Number.NaN;
  private changedForS = 0;

  /** One tick; true when the supply has changed since {@link learn}. */
  update(readings: Float64Array): boolean {
    const compressorW = readings[READING.compressorW]!;
    if (!(compressorW >= COMPRESSOR_STANDS_W)) return false;
    const dtS = readings[READING.dtS]!;
    if (Number.isNaN(this.powerW)) this.powerW = compressorW;
    this.powerW += (compressorW - this.powerW) * Math.min(1, dtS / SMOOTHING_S);
    const isOther = Math.abs(this.powerW - this.knownW) > CHANGE_SHARE * this.knownW;
    this.changedForS = isOther ? this.changedForS + dtS : 0;
    return this.changedForS >= PERSISTS_S;
  }

  /** True when the compressor takes more power than at the last {@link learn}. */
  get hasGrown(): boolean {
    return this.powerW > this.knownW;
  }

  /** Takes the present supply as the reference of the search. */
  learn(): void {
    this.knownW = this.powerW;
    this.changedForS = 0;
  }
}

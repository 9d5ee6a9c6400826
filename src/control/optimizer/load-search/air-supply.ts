// Notices that the air supply has changed: the compressor, while it runs, takes another power than it did.
import { COMPRESSOR_STANDS_W, READING } from './readings.js';

/** What the tank's pressure does to a compressor's power as the load changes stays below this share. */
const CHANGE_SHARE = 0.05;
/** A change counts when it has lasted so long, seconds. */
const PERSISTS_S = 8;
const SMOOTHING_S = 2;

/** Whether the compressor cycles does not matter: it is judged while it runs. */
export class AirSupply {
  private powerW = Number.NaN;
  private knownW = Number.NaN;
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

  /** True when the compressor takes more now than when it was learned. */
  get hasGrown(): boolean {
    return this.powerW > this.knownW;
  }

  /** Takes the present supply for the one that a search is made with. */
  learn(): void {
    this.knownW = this.powerW;
    this.changedForS = 0;
  }
}

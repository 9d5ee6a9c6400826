// How long the twin may replace each of its channels: gaps use the time up, and only an unbroken good time gives it back.

import { TWIN_CHANNELS } from '../../catalogue/channels.js';
import type { ProcessImage } from '../state/image.js';
import { CLOCK } from '../tick.js';
import type { HoldTimes } from './settings.js';

/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

/**
 * A gap is the time while a channel is not good. All gaps of a channel together may last for its hold time. The whole time is
 * available again when the channel was good for the hold time without a break. So a sensor that comes back for moments is not
 * replaced for ever. In the order of TWIN_CHANNELS.
 */
export class TwinHolds {
  /** Image indices of the channels; -1 for an absent channel. */
  readonly channels: Int32Array;
  /** In: false while no channel may be replaced: the twin must not run, or no speed is measured that keeps it close to the plant. */
  allowed = false;
  /** 1 for each channel that the twin replaces now. */
  readonly carried = new Uint8Array(TWIN_CHANNELS.length);
  private readonly limitS = new Float64Array(TWIN_CHANNELS.length);
  private readonly usedS = new Float64Array(TWIN_CHANNELS.length);
  private readonly goodForS = new Float64Array(TWIN_CHANNELS.length);
  private lastS = Number.NaN;
  private elapsedS = 0;
  /** 1 when the present gap cannot be bridged any more. A channel that was never good is such a gap. */
  private readonly isOver = new Uint8Array(TWIN_CHANNELS.length).fill(1);

  constructor(image: ProcessImage, times: HoldTimes) {
    this.channels = Int32Array.from(TWIN_CHANNELS, (name) => image.indexOf(name));
    this.configure(times);
  }

  /** Replaces the hold times. What gaps have used so far still counts. */
  configure(times: HoldTimes): void {
    TWIN_CHANNELS.forEach((name, k) => {
      this.limitS[k] = times[name] ?? 0;
    });
  }

  /** Lets the time pass up to this base tick. */
  pass(clock: Float64Array): void {
    const nowS = clock[CLOCK.nowS]!;
    this.elapsedS = nowS > this.lastS ? nowS - this.lastS : 0;
    this.lastS = nowS;
  }

  /**
   * Takes the state of channel `k` on a base tick.
   *
   * @param isGood the channel is measured
   * @param isPredicted the twin has a value for it
   * @returns true when the twin's value stands in for it on this tick
   */
  judge(k: number, isGood: boolean, isPredicted: boolean): boolean {
    if (isGood) {
      this.goodForS[k] = this.goodForS[k]! + this.elapsedS;
      if (this.goodForS[k]! >= this.limitS[k]! - ROUNDING_S) this.usedS[k] = 0;
      this.isOver[k] = 0;
      this.carried[k] = 0;
      return false;
    }
    this.goodForS[k] = 0;
    if (this.isOver[k] === 0) {
      this.usedS[k] = this.usedS[k]! + this.elapsedS;
      const isUsedUp = this.usedS[k]! > this.limitS[k]! + ROUNDING_S;
      if (isUsedUp || !isPredicted || !this.allowed) this.isOver[k] = 1;
    }
    this.carried[k] = 1 - this.isOver[k]!;
    return this.carried[k] === 1;
  }

  /** Ends the hold of channel `k`: it does not go on within this gap. */
  end(k: number): void {
    this.carried[k] = 0;
    this.isOver[k] = 1;
  }
}

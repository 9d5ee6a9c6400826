// Checks whether the measured electrical power can be believed: against the load that is set, and against torque and speed.
import { READING } from './readings.js';

/** Readings are smoothed over this time before they are judged, s. */
const SMOOTHING_S = 2;
/** Below this share of the power that the setpoint promises there is no load: the grid or the contactor is away. */
const NO_POWER_SHARE = 0.5;
/** The same below which power counts as back: it takes a while to rise. */
const POWER_BACK_SHARE = 0.7;
/** Loads below this share of the rated torque promise too little power to judge whether there is any, ... */
const LEAST_LOAD = 0.05;
/** ... and below this one too little to compare it with the shaft's: noise does not fall with the load. */
const LEAST_COMPARED_LOAD = 0.2;
/** The ratio of the power to that of the shaft may change by this share in {@link FOLLOWING_S}: sensors do not drift as fast. */
const DOUBT_SHARE = 0.03;
/** It may be believed again below this share. */
const BELIEVED_SHARE = 0.02;
/** A ratio that stays becomes the usual one in about this time, s. */
const FOLLOWING_S = 300;
/** What was believed before a doubt is known from about this time, s: a slow drift hardly moves it before it is doubted. */
const BELIEVED_OVER_S = 3600;
/** In the first seconds both are the mean of all ticks so far, because a single one is noisy. */
const NEW_S = 10;

/**
 * The electrical power, with the loss in the winding, is torque times speed. Calibrations may be off, so only a change of the
 * ratio counts: then one of the sensors drifts, and a better load may be a better-looking one only. The doubt ends when the ratio stays,
 * or is what it was before the drift.
 */
export class PowerCheck {
  /** True while the generator delivers far less than the setpoint promises. */
  isAway = false;
  /** True while power and shaft have moved apart. */
  isDoubtful = false;
  private powerShare = Number.NaN;
  private ratio = Number.NaN;
  private usualRatio = Number.NaN;
  /** The usual ratio over a long time, not followed during a doubt. */
  private believedRatio = Number.NaN;
  /** Time since the first ratio, s. */
  private knownForS = 0;

  /** The plant starts: what was usual before may be another. */
  start(): void {
    this.isAway = false;
    this.powerShare = Number.NaN;
    this.usualRatio = Number.NaN;
    this.forgetRatio();
  }

  /** One control tick with usable readings. */
  update(readings: Float64Array): void {
    const dtS = readings[READING.dtS]!;
    const powerW = readings[READING.powerW]!;
    this.judgePower(powerW / readings[READING.promisedW]!, readings[READING.setpoint]!, dtS);
    const ratio = powerW / readings[READING.shaftW]!;
    const isComparable = readings[READING.setpoint]! >= LEAST_COMPARED_LOAD && !this.isAway;
    if (isComparable && Number.isFinite(ratio)) this.judgeRatio(ratio, dtS);
    else this.forgetRatio();
  }

  private judgePower(share: number, load: number, dtS: number): void {
    if (!(load >= LEAST_LOAD) || !Number.isFinite(share)) {
      this.isAway = false;
      return;
    }
    if (Number.isNaN(this.powerShare)) this.powerShare = share;
    this.powerShare += (share - this.powerShare) * Math.min(1, dtS / SMOOTHING_S);
    this.isAway = this.powerShare < (this.isAway ? POWER_BACK_SHARE : NO_POWER_SHARE);
  }

  private forgetRatio(): void {
    this.isDoubtful = false;
    this.ratio = Number.NaN;
  }

  private judgeRatio(ratio: number, dtS: number): void {
    if (Number.isNaN(this.ratio)) this.ratio = ratio;
    this.ratio += (ratio - this.ratio) * Math.min(1, dtS / SMOOTHING_S);
    if (Number.isNaN(this.usualRatio)) {
      this.usualRatio = this.ratio;
      this.believedRatio = this.ratio;
      this.knownForS = 0;
    }
    this.knownForS += dtS;
    const isNew = this.knownForS < NEW_S;
    const usualOverS = isNew ? this.knownForS : FOLLOWING_S;
    this.usualRatio += (this.ratio - this.usualRatio) * Math.min(1, dtS / usualOverS);
    if (this.isDoubtful) {
      this.seekEnd();
      return;
    }
    const believedOverS = isNew ? this.knownForS : BELIEVED_OVER_S;
    this.believedRatio += (this.ratio - this.believedRatio) * Math.min(1, dtS / believedOverS);
    this.isDoubtful = differs(this.ratio, this.usualRatio, DOUBT_SHARE);
  }

  /** On its way back from a drift the ratio crosses the usual one; it is then doubted again, until it is what was believed before. */
  private seekEnd(): void {
    if (!differs(this.ratio, this.usualRatio, BELIEVED_SHARE)) {
      this.isDoubtful = false;
    } else if (!differs(this.ratio, this.believedRatio, BELIEVED_SHARE)) {
      this.isDoubtful = false;
      this.usualRatio = this.believedRatio;
    }
  }
}

/** True when two ratios differ by more than this share. */
function differs(ratio: number, other: number, share: number): boolean {
  return Math.abs(ratio / other - 1) > share;
}

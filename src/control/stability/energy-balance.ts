// Watches whether the electrical energy can come from where it is said to come: the shaft, and in the end the compressor.
import type { PlantParameters } from '../../../hal/plant-parameters.js';
import type { ProcessImage } from '../state/image.js';
import { type Consistency, RELATION } from './consistency.js';

/** What the balance needs of the plant. */
export type BalanceParameters = Pick<
  PlantParameters,
  | 'g'
  | 'rho'
  | 'p0'
  | 'height'
  | 'topDepth'
  | 'floaters'
  | 'floaterVolume'
  | 'gearEfficiency'
  | 'compressorEfficiency'
  | 'tankVolume'
  | 'pressureOff'
>;

/** The excess is over when it is below this share of what raised it. */
const LEAVE = 0.5;
/** It is not followed beyond this multiple, so that the end of a fault is seen soon. */
const CEILING = 1.2;

/** A balance has to be off for so long before it counts, and to close for so long before it is forgotten, s. */
const CONFIRM_S = 2;
const CLEAR_S = 3;
/** A tank that changes by more than this share between two ticks has changed its sensor. */
const TANK_JUMP = 0.1;

/**
 * Three balances. Electrical power, with the loss in the winding, is torque times speed; what the chain pulls is what gear and
 * generator take: see {@link RELATION}. And what left as electricity came from the compressor or out of the tank, but for what the floaters held: the sum of the excess may
 * not reach that. Efficiencies of compressor and gear are the upper bound of the whole, so this balance is generous.
 */
export class EnergyBalance {
  /** In: time since the last tick, s. */
  elapsedS = 0;
  /** True while a balance can't be. */
  violated = false;
  /** The channel that was the likely cause when it was seen first, null while the balances close. */
  suspect: string | null = null;

  private readonly power: number;
  private readonly compressorPower: number;
  private readonly tankPressure: number;
  /** J */
  private excess = 0;
  private exceeded = false;
  private lastPressure = Number.NaN;
  private offForS = 0;
  private closedForS = 0;
  private readonly allowance: number;

  constructor(
    image: ProcessImage,
    private readonly consistency: Consistency,
    private readonly p: BalanceParameters,
  ) {
    this.power = image.indexOf('generator.power');
    this.compressorPower = image.indexOf('pneumatics.compressorPower');
    this.tankPressure = image.indexOf('pneumatics.tankPressure');
    const deepest = p.p0 + p.rho * p.g * (p.topDepth + p.height);
    const floaters = 0.5 * p.floaters * p.floaterVolume * deepest * Math.log(deepest / p.p0);
    this.allowance = this.tankPressure >= 0 ? floaters : floaters + this.stored(p.pressureOff);
  }

  /** Takes the readings of a tick; the relations have to be up to date. */
  update(image: ProcessImage): void {
    const dtS = this.elapsedS;
    this.account(image);
    this.exceeded = this.excess > (this.exceeded ? LEAVE : 1) * this.allowance;
    const { failed } = this.consistency;
    const off = this.exceeded || failed[RELATION.power] === 1 || failed[RELATION.tension] === 1;
    this.offForS = off ? this.offForS + dtS : 0;
    this.closedForS = off ? 0 : this.closedForS + dtS;
    if (!this.violated && this.offForS >= CONFIRM_S) this.accuse();
    else if (this.violated && this.closedForS >= CLEAR_S) this.acquit();
  }

  /** Forgets what was seen, as after a gap. */
  reset(): void {
    this.excess = 0;
    this.exceeded = false;
    this.offForS = 0;
    this.closedForS = 0;
    this.lastPressure = Number.NaN;
    this.acquit();
  }

  /** Where everything on the generator's side agrees, the power that goes in is the one that is wrong. */
  private accuse(): void {
    this.violated = true;
    this.suspect = this.consistency.suspect() ?? 'pneumatics.compressorPower';
  }

  private acquit(): void {
    this.violated = false;
    this.suspect = null;
  }

  private account(image: ProcessImage): void {
    const { p, tankPressure } = this;
    const released = this.released(image, tankPressure);
    if (!image.isGood(this.power) || !image.isGood(this.compressorPower)) return;
    const out = Math.max(0, image.read(this.power)) / p.gearEfficiency;
    const supplied = p.compressorEfficiency * image.read(this.compressorPower);
    const excess = this.excess + (out - supplied) * this.elapsedS - released;
    this.excess = Math.min(CEILING * this.allowance, Math.max(0, excess));
  }

  /** What the tank has given since the last tick, J; negative when it was filled. */
  private released(image: ProcessImage, tankPressure: number): number {
    const last = this.lastPressure;
    this.lastPressure = image.isGood(tankPressure) ? image.read(tankPressure) : Number.NaN;
    const change = Math.abs(this.lastPressure - last);
    return change < TANK_JUMP * last ? this.stored(last) - this.stored(this.lastPressure) : 0;
  }

  /** Work in the tank at an absolute pressure, J. */
  private stored(pressure: number): number {
    const { p0, tankVolume } = this.p;
    const p = Math.max(pressure, p0);
    return tankVolume * (p * Math.log(p / p0) - p + p0);
  }
}

// Checks energy balances: the electrical energy must come from the shaft, and in the end from the compressor.
import type { PlantParameters } from '../../../hal/plant-parameters.js';
import type { ProcessImage } from '../state/image.js';
import { type Consistency, RELATION } from './consistency.js';

/** Parameters of the plant that the balances use. */
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

/** The balance that does not close: the one from the compressor, of the generator, or of the chain. */
export type EnergyFinding = 'excess' | 'electrical' | 'force';

/** Another judgement on the sensors of generator and chain, from slow and small deviations. */
export interface SecondOpinion {
  /** The channel whose sensor drifts; null when none does. */
  readonly driftingChannel: string | null;
  /** The channel whose sensor `twin_divergence` names now; null when it names none. */
  readonly toldSensor: string | null;
  /** The channel that the present readings speak against; null when they do not tell. */
  suspect(): string | null;
}

/** The violation ends when the excess is below this share of the limit that raised it. */
const LEAVE = 0.5;
/** The excess is not summed beyond this multiple of the limit, so that the end of a fault is seen soon. */
const CEILING = 1.2;

/** A balance must be violated for this time before it counts, and close for this time before it is cleared, s. */
const CONFIRM_S = 2;
const CLEAR_S = 3;
/** When the tank pressure changes by more than this share within two ticks, the sensor is the cause, not the air. */
const TANK_JUMP = 0.1;

/**
 * Three balances. First: electrical power plus the loss in the winding is torque times speed. Second: the force of the chain
 * is the force that gear and generator take. For both see {@link RELATION}. Third: the electrical energy came from the compressor,
 * the tank or the energy stored in the floaters; the summed excess over compressor and tank must stay below that store. The
 * efficiencies of compressor and gear are the upper bound for the whole chain, so this balance is generous.
 */
export class EnergyBalance {
  /** In: time since the last tick, s. */
  elapsedS = 0;
  /** True while an energy balance is violated. */
  violated = false;
  /** The channel that was the likely cause when the violation was first seen; null while all balances close. */
  suspect: string | null = null;

  /** The channel that the others speak against, here or in the alarm of the twin; null when there is none. */
  get contradicted(): string | null {
    return this.suspect ?? this.secondOpinion?.toldSensor ?? null;
  }

  /** The balance that was violated first; null while all balances close. */
  finding: EnergyFinding | null = null;

  private readonly power: number;
  private readonly compressorPower: number;
  private readonly tankPressure: number;
  /** J */
  private excess = 0;
  private exceeded = false;
  /** The tank pressure up to which the air is counted, Pa. */
  private lastPressure = Number.NaN;
  /** True when the pressure was far from that in the last tick. */
  private hasJumped = false;
  /** Work stored in the tank at that pressure, J. */
  private lastStored = Number.NaN;
  private offForS = 0;
  private closedForS = 0;
  private readonly allowance: number;

  constructor(
    image: ProcessImage,
    private readonly consistency: Consistency,
    private readonly p: BalanceParameters,
    private readonly secondOpinion: SecondOpinion | null = null,
  ) {
    this.power = image.indexOf('generator.power');
    this.compressorPower = image.indexOf('pneumatics.compressorPower');
    this.tankPressure = image.indexOf('pneumatics.tankPressure');
    const deepest = p.p0 + p.rho * p.g * (p.topDepth + p.height);
    const floaters = 0.5 * p.floaters * p.floaterVolume * deepest * Math.log(deepest / p.p0);
    this.allowance = this.tankPressure >= 0 ? floaters : floaters + this.stored(p.pressureOff);
  }

  /** Takes the readings of a tick. The relations must be up to date. */
  update(image: ProcessImage): void {
    const dtS = this.elapsedS;
    this.account(image);
    this.exceeded = this.excess > (this.exceeded ? LEAVE : 1) * this.allowance;
    const finding = this.judge();
    this.offForS = finding !== null ? this.offForS + dtS : 0;
    this.closedForS = finding !== null ? 0 : this.closedForS + dtS;
    if (finding !== null && !this.violated && this.offForS >= CONFIRM_S) this.accuse(finding);
    else if (this.violated && this.closedForS >= CLEAR_S) this.acquit();
  }

  /** Forgets all earlier readings, for example after a gap. */
  reset(): void {
    this.excess = 0;
    this.exceeded = false;
    this.offForS = 0;
    this.closedForS = 0;
    this.lastPressure = Number.NaN;
    this.hasJumped = false;
    this.acquit();
  }

  private judge(): EnergyFinding | null {
    const { failed } = this.consistency;
    if (failed[RELATION.power] === 1) return 'electrical';
    if (failed[RELATION.tension] === 1) return 'force';
    if (this.exceeded) return 'excess';
    const drifting = this.secondOpinion?.driftingChannel ?? null;
    if (drifting === null) return null;
    return drifting === 'chain.tension' ? 'force' : 'electrical';
  }

  /**
   * When all channels on the generator's side agree, the measured input power is wrong. A sensor that `twin_divergence` names already is no
   * second alarm.
   */
  private accuse(finding: EnergyFinding): void {
    const { secondOpinion, consistency } = this;
    const likely = secondOpinion?.driftingChannel ?? secondOpinion?.suspect() ?? consistency.suspect();
    const suspect = likely ?? 'pneumatics.compressorPower';
    if (suspect === secondOpinion?.toldSensor) return;
    this.violated = true;
    this.finding = finding;
    this.suspect = suspect;
  }

  private acquit(): void {
    this.violated = false;
    this.suspect = null;
    this.finding = null;
  }

  private account(image: ProcessImage): void {
    const { p, tankPressure } = this;
    const released = this.released(image, tankPressure);
    if (image.isMarkedStuck(this.power) || image.isMarkedStuck(this.compressorPower)) this.excess = 0;
    if (!image.isTrusted(this.power) || !image.isTrusted(this.compressorPower)) return;
    const out = Math.max(0, image.read(this.power)) / p.gearEfficiency;
    const supplied = p.compressorEfficiency * image.read(this.compressorPower);
    const excess = this.excess + (out - supplied) * this.elapsedS - released;
    this.excess = Math.min(CEILING * this.allowance, Math.max(0, excess));
  }

  /**
   * Energy that the tank has delivered since the last tick, J; negative when it was filled. A pressure that jumps is counted from the tick
   * on in which it is back; if it is not back in the next tick, the count begins anew there. So an outlier of the noise adds nothing.
   */
  private released(image: ProcessImage, tankPressure: number): number {
    const pressure = image.isTrusted(tankPressure) ? image.read(tankPressure) : Number.NaN;
    const isNear = Math.abs(pressure - this.lastPressure) < TANK_JUMP * this.lastPressure;
    const waits = !isNear && !this.hasJumped;
    this.hasJumped = waits;
    if (waits) return 0;
    const { lastStored } = this;
    this.lastPressure = pressure;
    this.lastStored = this.stored(pressure);
    return isNear ? lastStored - this.lastStored : 0;
  }

  /** Work stored in the tank at an absolute pressure, J. */
  private stored(pressure: number): number {
    const { p0, tankVolume } = this.p;
    const p = Math.max(pressure, p0);
    return tankVolume * (p * Math.log(p / p0) - p + p0);
  }
}

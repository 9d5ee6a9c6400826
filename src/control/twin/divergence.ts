// Decides whether the plant still does what the twin says, from smoothed residuals with thresholds to enter and to leave.

import { MODEL_SHARE, withNoise } from './noise-margin.js';
import { SpeedError, type TankResponse } from './speed-error.js';

/** Residuals that are judged, in this order; `slip` is the generator's speed against the chain's, which needs no model. */
export const JUDGED = { velocity: 0, speed: 1, pressure: 2, slip: 3, length: 4 } as const;
/** A constant of this module: an imported or exported one is looked up at each use, also in a loop. */
const RESIDUALS = JUDGED.length;

/** By so much of the default speed chain and generator may differ. */
export const SLIP_SHARE = 0.05;

/** Shares of the default operating point (of the overpressure, for the tank) at which a residual diverges. */
const ENTER = Float64Array.of(0.15, 0.15, 0.07, SLIP_SHARE);
/** Residuals are smoothed over this time before they are judged, because of noise and the rhythm of the floaters, s. */
const SMOOTHING_S = 1;
/**
 * While the plant moves to another operating point, the thresholds to enter grow by up to this factor, because the reduced model is less
 * exact. A divergence does not end because the plant moves.
 */
const WIDENING = Float64Array.of(3, 3, 2, 0);
const TRANSIENT_S = 10;
/** Below this share of the default speed the plant starts or stops. */
const TURNING = 0.3;
/** Above this the plant has not arrived yet. When its chain stands then, that is not a fault: it starts later than the model. */
const ON_THE_WAY = 0.3;
/** A residual counts as this many times its threshold at most: one wild sample is not a divergence, and the end of a divergence is seen soon. */
const CEILING = 4;
/** The divergence is over when no residual has diverged for this time, s: on its way back the plant may cross the twin. */
const CALM_AFTER_S = 3;
/** While it swings it crosses the twin with each swing, so the time grows with the pressure's {@link DivergenceDetector.modelWidening}. */
const CALM_PER_WIDENING_S = 12;
/** A chain slower than this share of the default speed hardly shows a slip. A slip is then over after this time, s: longer than a swing. */
const SLOW_CHAIN = 0.5;
const CALM_OF_SLOW_CHAIN_S = 40;
/** After a new start nothing is judged for this time, s: the model started from one sample of each sensor, with its noise. */
const START_S = 5;
/** A residual above this multiple of the standard deviation that the noise gives it is not back yet. */
const NOTICEABLE = 2;
/** Weight of {@link DivergenceDetector.modelWidening} for a residual above 0, ... */
const WIDENING_OF_MORE = 0.2;
/** ... and on a chain that was below this share of the default speed in this time, s: it may leave its standstill before the model does. */
const WIDENING_AFTER_STANDSTILL = 0.6;
const NEARLY_STANDS = 0.3;
const STANDSTILL_COUNTS_S = 30;
/** Time over which the noise is estimated, s. */
const NOISE_S = 60;
/** The plant is settled while it is this close to an operating point, and when it has not nearly stood for this time, s. */
const SETTLED = 0.3;
const TURNED_FOR_S = 45;

/** No doubles as arguments: residuals come in {@link residual}, NaN for a channel that is not good. */
export class DivergenceDetector {
  /** In: residuals as shares of the default operating point, at positions {@link JUDGED}. */
  readonly residual = new Float64Array(JUDGED.length).fill(Number.NaN);
  /**
   * In: by these multiples the thresholds to enter grow because the model is less exact, at positions {@link JUDGED}. They count
   * less for a plant that does more than the model says: a chain that runs away is told at once.
   */
  readonly modelWidening = new Float64Array(JUDGED.length);
  /** In: the speed of the model's chain, as a share of the default speed. */
  speed = 1;
  /** In: time since the last tick, s. */
  elapsedS = 0;
  /** The residuals, smoothed; NaN while there is none. */
  readonly smoothed = new Float64Array(JUDGED.length).fill(Number.NaN);
  /** The thresholds above which a smoothed residual diverges now. */
  readonly enter = Float64Array.from(ENTER);
  /**
   * Position of the residual that was furthest beyond its threshold when the divergence began (the likely cause); -1
   * while the twin does not diverge.
   */
  worst = -1;
  /** 1 from a change of a setpoint of the plant until the chain turns, in the model and in fact; then falling to 0. */
  transient = 1;
  private sinceStandstillS = Number.POSITIVE_INFINITY;

  /** Variance of the noise in each residual, from the differences of successive ticks. */
  private readonly variance = new Float64Array(JUDGED.length);
  private readonly last = new Float64Array(JUDGED.length).fill(Number.NaN);
  private ticks = 0;
  private startForS = START_S;
  private readonly beyond = new Uint8Array(JUDGED.length);
  private readonly speedError: SpeedError;
  private calmForS = 0;
  /** True when the chain has been slow in this time. */
  private wasSlow = false;

  constructor(tank: TankResponse) {
    this.speedError = new SpeedError(tank);
  }

  /** Takes the residuals of a tick. */
  update(): void {
    const dtS = this.elapsedS;
    this.followTransient();
    this.speedError.update(this.residual, JUDGED.velocity, JUDGED.speed, dtS);
    const weight = dtS / (SMOOTHING_S + dtS);
    this.sinceStandstillS = this.speed < NEARLY_STANDS ? 0 : this.sinceStandstillS + dtS;
    // Without a speed nothing keeps the model's chain close to the plant's, and the pressure depends on it.
    const isBlind =
      Number.isNaN(this.residual[JUDGED.velocity]!) && Number.isNaN(this.residual[JUDGED.speed]!);
    this.ticks++;
    for (let i = 0; i < RESIDUALS; i++) {
      const most = CEILING * ENTER[i]!;
      const given = i === JUDGED.pressure && isBlind ? Number.NaN : this.residual[i]!;
      const residual = Math.min(most, Math.max(-most, given));
      const before = this.smoothed[i]!;
      if (Number.isNaN(residual)) {
        this.smoothed[i] = Number.NaN;
        this.last[i] = Number.NaN;
        this.beyond[i] = 0;
        continue;
      }
      const now = Number.isNaN(before) ? weight * residual : before + weight * (residual - before);
      this.smoothed[i] = now;
      this.estimateNoise(i, residual);
      const noise = Math.sqrt((this.variance[i]! * weight) / (2 - weight));
      const bound = ENTER[i]! * (1 + this.widening(i));
      const explained = i === JUDGED.pressure ? this.speedError.explains(now) : 0;
      this.enter[i] = withNoise(bound, noise) + explained;
      const leave = Math.max(ENTER[i]! * MODEL_SHARE, NOTICEABLE * noise);
      this.beyond[i] = Math.abs(now) > (this.beyond[i] === 1 ? leave : this.enter[i]!) ? 1 : 0;
    }
    this.startForS -= dtS;
    if (this.startForS <= 0) this.conclude();
  }

  private followTransient(): void {
    const ofChain = this.residual[JUDGED.velocity]!;
    const measured = this.speed + (Number.isNaN(ofChain) ? this.residual[JUDGED.speed]! : ofChain);
    const startsLate = measured < TURNING && this.transient > ON_THE_WAY;
    if (this.speed < TURNING || startsLate) this.transient = 1;
    else this.transient *= Math.max(0, 1 - this.elapsedS / TRANSIENT_S);
  }

  private widening(i: number): number {
    if (this.worst >= 0) return 0;
    return WIDENING[i]! * this.transient + this.weightOfWidening(i) * this.modelWidening[i]!;
  }

  /**
   * True while the diagnosis may look at the model. On a chain that swings down to a standstill it would see the same part of each
   * swing only.
   */
  get isSettled(): boolean {
    return this.transient < SETTLED && this.sinceStandstillS >= TURNED_FOR_S;
  }

  private weightOfWidening(i: number): number {
    if (this.smoothed[i]! < 0) return 1;
    return this.sinceStandstillS < STANDSTILL_COUNTS_S ? WIDENING_AFTER_STANDSTILL : WIDENING_OF_MORE;
  }

  private estimateNoise(i: number, residual: number): void {
    const difference = residual - this.last[i]!;
    this.last[i] = residual;
    if (Number.isNaN(difference)) return;
    const weight = Math.max(this.elapsedS / (NOISE_S + this.elapsedS), 1 / this.ticks);
    this.variance[i] = this.variance[i]! + weight * (0.5 * difference * difference - this.variance[i]!);
  }

  private conclude(): void {
    const furthest = this.furthest();
    if (this.worst < 0 || furthest >= 0) {
      if (this.worst < 0) this.worst = furthest;
      this.calmForS = 0;
      this.wasSlow = false;
      return;
    }
    this.calmForS += this.elapsedS;
    if (this.speed < SLOW_CHAIN) this.wasSlow = true;
    const hidesSlip = this.worst === JUDGED.slip && this.wasSlow;
    const calmS = CALM_AFTER_S + CALM_PER_WIDENING_S * this.modelWidening[JUDGED.pressure]!;
    if (this.calmForS >= (hidesSlip ? Math.max(CALM_OF_SLOW_CHAIN_S, calmS) : calmS)) this.worst = -1;
  }

  /** Position of the residual that is beyond its threshold by the largest multiple, -1 when none is. */
  private furthest(): number {
    let furthest = -1;
    let most = 0;
    for (let i = 0; i < RESIDUALS; i++) {
      const multiple = this.beyond[i]! * Math.abs(this.smoothed[i]! / ENTER[i]!);
      if (multiple > most) {
        most = multiple;
        furthest = i;
      }
    }
    return furthest;
  }

  /** A setpoint of the plant has changed by `share` of its range. */
  disturb(share: number): void {
    this.transient = Math.min(1, this.transient + share);
  }

  /** Forgets all residuals, for example after a pause. */
  reset(): void {
    this.residual.fill(Number.NaN);
    this.smoothed.fill(Number.NaN);
    this.last.fill(Number.NaN);
    this.beyond.fill(0);
    this.worst = -1;
    this.speedError.reset();
    this.startForS = START_S;
    this.transient = 1;
  }
}

// The digital twin: a model that runs beside the plant with the measured inputs and is compared with the measurements.

import type { PlantParameters } from '../../../hal/plant-parameters.js';
import { TWIN_CHANNELS, twinUnavailable } from '../../catalogue/channels.js';
import { TWIN_REASONS } from '../../vocabulary/words.js';
import type { ProcessImage } from '../state/image.js';
import { CLOCK } from '../tick.js';
import { Comparison } from './comparison.js';
import { Diagnosis, TWIN_TICK } from './diagnosis/diagnosis.js';
import { FAULT_HEADLINES, FAULTS } from './diagnosis/faults.js';
import { NONE, UNKNOWN } from './diagnosis/findings.js';
import { ModelDeviations } from './diagnosis/model-deviations.js';
import { RELATION } from './diagnosis/relations.js';
import { FOLLOW_GAIN, TankBalance } from './diagnosis/tank-balance.js';
import { DivergenceDetector, JUDGED, SLIP_SHARE } from './divergence.js';
import { defaultPoint, type OperatingPoint } from './operating-point.js';
import { ParameterEstimator } from './parameter-estimator.js';
import { CORRECTION, INPUT } from './reduced-model.js';
import { RunningModel } from './running-model.js';
import type { TwinSettings } from './settings.js';
import { SupplySteps } from './supply-steps.js';
import { PRESSURE, SPEED, VELOCITY } from './twin-channels.js';

/** Positions in {@link DigitalTwin.inputs}: the outputs to the plant since the last tick. */
export const TWIN_INPUT = {
  /** Load setpoint, 0..1. */
  load: 0,
  /** 1 when the brake is released; 1 on a plant without one. */
  brakeReleased: 1,
  /** 1 when the generator is connected; 1 on a plant without a contactor. */
  connected: 2,
  length: 3,
} as const;

export type TwinOptions = TwinSettings & {
  readonly parameters: PlantParameters;
  /** Time budget of a control tick: its period, s. */
  readonly periodS: number;
};

/** After a gap of this time without a tick the model starts again from the measurements, s. */
const MAX_GAP_S = 1;
/** Rate at which measurements correct the model's state, 1/s: slow enough that a fault stays visible. */
const VELOCITY_GAIN = 0.8;
const PRESSURE_GAIN = 0.4;
/** After a new start the model follows the measurements faster by this factor, for this time, and learns nothing. */
const DAMPING = 3;
const DAMPED_S = 10;
/** A step whose error is this share of the default operating point is not a solution of the equations any more. */
const WILD_ERROR = 0.5;
/** The correction by a measurement is limited to a deviation of this share of the default operating point. */
const MAX_PULL = 0.15;
/** The twin learns nothing while the plant moves to another operating point. */
const SETTLED = 0.1;

/** While the chain swings, the model begins some swings a little before the chain does: the thresholds grow by this multiple of the swing. */
const WIDENING_PER_SWING = 6;

const REASON_PAUSED = TWIN_REASONS.indexOf('paused');
const REASON_UNAVAILABLE = TWIN_REASONS.indexOf('unavailable');

/**
 * An observer: measurements correct the model slowly and within bounds. A small deviation of the twin disappears, and a
 * sensor that is far off does not pull the twin along. Pure: time and values are arguments of {@link estimate}.
 */
export class DigitalTwin {
  /** In: see {@link TWIN_INPUT}. */
  readonly inputs = new Float64Array(TWIN_INPUT.length);
  /** Why the twin cannot run on this plant, one sentence; null when it can. */
  readonly unavailable: string | null;
  readonly detector: DivergenceDetector;
  readonly estimator = new ParameterEstimator();
  readonly diagnosis: Diagnosis;
  /** The channel that is probably wrong, or shows the fault, since the divergence began; null while there is none. */
  divergedChannel: string | null = null;
  /** The channel and what is probably wrong with it; empty when that is not known. */
  divergedBecause = '';
  /** True when a sensor is probably wrong, or it is not known what; false for a fault of the machine. */
  isSensorBlamed = false;
  /** True on the tick in which a further fault was found while the twin diverged by another one. The channel is then that of the new one. */
  hasAnotherFault = false;
  /** Number of times that the model was started from measurements. */
  initialisations = 0;

  private readonly model: RunningModel;
  private readonly comparison: Comparison;
  private readonly point: OperatingPoint;
  /** Scale of the residual of each channel: its value at the default operating point. */
  private readonly nominal: Float64Array;
  private readonly compressorPower: number;
  private readonly fullCompressorPower: number;
  private readonly periodS: number;
  private readonly modelDeviations: ModelDeviations;
  private readonly tankBalance: TankBalance;
  private readonly supplySteps = new SupplySteps();
  /** True while the compressor's power is known. */
  private isSupplied = true;
  private hasDiverged = false;
  /** The fault that is named, a position in {@link FAULTS}, NONE or UNKNOWN. */
  private namedFault = NONE;
  private paused = true;
  private isBroken = false;
  private dampedForS = 0;

  constructor(image: ProcessImage, options: TwinOptions) {
    const { parameters, adaptiveTimestep: adaptive, minTimestep, maxTimestep } = options;
    this.unavailable = twinUnavailable(image.names);
    this.point = defaultPoint(parameters);
    const stepping = { adaptive, minTimestep, maxTimestep };
    this.model = new RunningModel(parameters, this.point, stepping, this.estimator.correction);
    const { velocity, overpressure } = this.point;
    this.detector = new DivergenceDetector({
      drawnPerSecond: (this.model.equations.drawnPerMetre * velocity) / parameters.tankVolume / overpressure,
      pullPerSecond: PRESSURE_GAIN,
      mostPulled: MAX_PULL,
    });
    this.comparison = new Comparison(image);
    this.diagnosis = new Diagnosis(image, parameters, this.point.velocity);
    const gains = { velocity: VELOCITY_GAIN, pressure: PRESSURE_GAIN };
    this.modelDeviations = new ModelDeviations(this.model, parameters, this.point, gains);
    this.tankBalance = new TankBalance(this.model, parameters, this.modelDeviations, overpressure);
    this.nominal = Float64Array.of(velocity, velocity * this.model.equations.ratio, overpressure);
    this.compressorPower = image.indexOf('pneumatics.compressorPower');
    this.fullCompressorPower = parameters.compressorPower;
    this.model.inputs[INPUT.compressorPower] = parameters.compressorPower;
    this.periodS = options.periodS;
  }

  /** Predictions for the times of the samples, in the order of {@link TWIN_CHANNELS}; NaN before the first tick. */
  get predictions(): Float64Array {
    return this.comparison.predictions;
  }

  /** Measured minus predicted, in the same order; NaN for a channel that is not measured now. */
  get residuals(): Float64Array {
    return this.comparison.residuals;
  }

  /** The model's timestep, s. */
  get timestepS(): number {
    return this.model.stepper.timestepS;
  }

  /** The reason for the present timestep, an index into TWIN_REASONS. */
  get reason(): number {
    if (this.unavailable !== null) return REASON_UNAVAILABLE;
    return this.paused ? REASON_PAUSED : this.model.stepper.reason;
  }

  /** Error estimate of the model's last step, as a share of the default operating point. */
  get error(): number {
    return this.model.stepper.error;
  }

  /** Changes of the timestep since the start. */
  get adjustments(): number {
    return this.model.stepper.adjustments;
  }

  /** True while the plant does not follow the twin's predictions: the condition of `twin_divergence`. */
  get diverged(): boolean {
    return this.hasDiverged;
  }

  /**
   * True when the model's state is not finite, or not a solution of its equations. The twin then gives no values until
   * {@link reinitialise}. This concerns the arithmetic only; {@link diverged} is about the plant.
   */
  get broken(): boolean {
    return this.isBroken;
  }

  /** Starts the model again from the measurements of the next tick, for a while with the smallest timestep and a strong correction. */
  reinitialise(): void {
    this.paused = true;
    this.isBroken = false;
    this.dampedForS = DAMPED_S;
    this.model.stepper.beginCalm();
  }

  /** Replaces the settings from the next tick on. The model keeps its state. */
  configure({ adaptiveTimestep, minTimestep, maxTimestep }: TwinSettings): void {
    this.model.equations.setMaxTimestep(maxTimestep);
    this.model.stepper.configure({ adaptive: adaptiveTimestep, minTimestep, maxTimestep });
  }

  /** One tick: brings the model to now, writes the residuals into the image, and learns when that is allowed. */
  estimate(image: ProcessImage, clock: Float64Array): void {
    if (this.unavailable !== null || this.isBroken) return;
    const { model, comparison } = this;
    const elapsedS = clock[CLOCK.nowS]! - comparison.nowS;
    const continues = !this.paused && elapsedS >= 0 && elapsedS <= MAX_GAP_S;
    comparison.nowS = clock[CLOCK.nowS]!;
    comparison.elapsedS = continues ? elapsedS : 0;
    this.paused = false;
    this.readInputs(image);
    model.stepper.load = clock[CLOCK.computeS]! / this.periodS;
    model.elapsedS = comparison.elapsedS;
    if (continues) model.advance();
    else this.initialise(image);
    if (!model.sound || model.stepper.error > WILD_ERROR) {
      this.isBroken = true;
      this.rest(image);
      return;
    }
    this.compare(image);
    this.judge(image);
    this.observe();
    this.endDamping();
  }

  /** Called instead of {@link estimate} while the twin may not run: ends every prediction. */
  pause(image: ProcessImage): void {
    this.isBroken = false;
    if (!this.paused) this.rest(image);
  }

  private rest(image: ProcessImage): void {
    this.paused = true;
    this.detector.reset();
    this.diagnosis.reset();
    this.hasDiverged = false;
    this.hasAnotherFault = false;
    this.divergedChannel = null;
    for (let k = 0; k < TWIN_CHANNELS.length; k++) this.comparison.drop(image, k);
  }

  /**
   * The model's value at the last tick, in the channel's unit; NaN while the twin is paused.
   *
   * @param k position in {@link TWIN_CHANNELS}
   */
  predict(k: number): number {
    return this.paused || this.unavailable !== null ? Number.NaN : this.comparison.modelled[k]!;
  }

  /** The model's acceleration of the chain at the last tick, m/s^2. */
  get acceleration(): number {
    return this.model.acceleration;
  }

  private endDamping(): void {
    if (this.dampedForS <= 0) return;
    this.dampedForS -= this.comparison.elapsedS;
    if (this.dampedForS <= 0) this.model.stepper.endCalm();
  }

  private readInputs(image: ProcessImage): void {
    const { inputs } = this.model;
    const load = this.inputs[TWIN_INPUT.load]! * this.inputs[TWIN_INPUT.connected]!;
    const brake = 1 - this.inputs[TWIN_INPUT.brakeReleased]!;
    this.detector.disturb(Math.abs(load - inputs[INPUT.load]!) + Math.abs(brake - inputs[INPUT.brake]!));
    inputs[INPUT.load] = load;
    inputs[INPUT.brake] = brake;
    if (image.isTrusted(this.compressorPower)) {
      inputs[INPUT.compressorPower] = Math.max(0, image.read(this.compressorPower));
      const share = inputs[INPUT.compressorPower]! / this.fullCompressorPower;
      this.detector.disturb(this.supplySteps.take(share, this.comparison.elapsedS));
    } else if (this.diagnosis.usualPower >= 0) {
      // The model then follows the measured pressure.
      inputs[INPUT.compressorPower] = this.diagnosis.usualPower;
    }
  }

  /** A state that is not measured begins at the default operating point or at that of a plant at rest. */
  private initialise(image: ProcessImage): void {
    const { channels } = this.comparison;
    const [v, w, p] = [channels[VELOCITY]!, channels[SPEED]!, channels[PRESSURE]!];
    const { ratio } = this.model.equations;
    const chain = image.isTrusted(v) ? image.read(v) : Number.NaN;
    const shaft = image.isTrusted(w) ? image.read(w) / ratio : chain;
    // The mean of both speeds has less noise: it decides whether the floaters of the model are full.
    const velocity = Number.isNaN(chain) ? shaft : 0.5 * (chain + shaft);
    this.model.start(velocity || 0, image.isTrusted(p) ? image.read(p) : this.point.pressure);
    this.detector.reset();
    this.diagnosis.reset();
    this.hasDiverged = false;
    this.divergedChannel = null;
    this.initialisations++;
  }

  private compare(image: ProcessImage): void {
    const { model, comparison } = this;
    const { modelled, rates } = comparison;
    const { ratio } = model.equations;
    modelled[VELOCITY] = model.velocity;
    modelled[SPEED] = model.velocity * ratio;
    modelled[PRESSURE] = model.pressure;
    rates[VELOCITY] = model.acceleration;
    rates[SPEED] = model.acceleration * ratio;
    rates[PRESSURE] = model.pressureRate;
    comparison.update(image);
    this.isSupplied = image.isTrusted(this.compressorPower);
    if (this.isSupplied) return;
    // The power is that from before, so the residual is not a prediction's.
    this.tankBalance.distance = comparison.residuals[PRESSURE]!;
    comparison.drop(image, PRESSURE);
  }

  private judge(image: ProcessImage): void {
    const { model, detector, nominal, residuals } = this;
    for (let k = 0; k < residuals.length; k++) detector.residual[k] = residuals[k]! / nominal[k]!;
    const { isSupplied } = this;
    if (!isSupplied) detector.residual[JUDGED.pressure] = this.tankBalance.residual;
    const widening = WIDENING_PER_SWING * this.diagnosis.swing;
    detector.modelWidening[JUDGED.velocity] = widening;
    detector.modelWidening[JUDGED.speed] = widening;
    detector.modelWidening[JUDGED.pressure] = isSupplied ? 0 : widening;
    detector.residual[JUDGED.slip] = detector.residual[SPEED]! - detector.residual[VELOCITY]!;
    detector.speed = model.velocity / this.point.velocity;
    detector.elapsedS = this.comparison.elapsedS;
    detector.update();
    this.diagnose(image);
  }

  private diagnose(image: ProcessImage): void {
    const { diagnosis, detector } = this;
    const { tick } = diagnosis;
    tick[TWIN_TICK.elapsedS] = this.comparison.elapsedS;
    const isSettled = detector.isSettled && this.dampedForS <= 0;
    diagnosis.isSupplied = this.isSupplied;
    this.modelDeviations.write(tick, detector.residual, this.estimator.correction, isSettled);
    const isSudden = detector.worst >= 0;
    diagnosis.update(image, isSudden);
    const { twin_divergence: fault } = diagnosis.findings.fault;
    this.hasAnotherFault = false;
    this.hasDiverged = fault !== NONE || (isSudden && diagnosis.canNameSudden);
    if (!this.hasDiverged) {
      this.divergedChannel = null;
      this.divergedBecause = '';
      return;
    }
    // Two entries of the table may be one fault for the operator.
    const isAnother = fault !== NONE && FAULT_HEADLINES[fault] !== this.divergedBecause;
    this.hasAnotherFault = diagnosis.findings.hasAnother && isAnother;
    const hasEnded =
      fault !== NONE && this.namedFault !== NONE && !diagnosis.findings.stands(this.namedFault);
    if (this.divergedChannel === null || this.hasAnotherFault || hasEnded) this.nameDivergence(fault);
  }

  private nameDivergence(fault: number): void {
    this.namedFault = fault;
    const isKnown = fault !== UNKNOWN && fault !== NONE;
    this.divergedChannel = isKnown ? FAULTS[fault]!.channel : this.furthestChannel();
    this.divergedBecause = isKnown ? FAULT_HEADLINES[fault]! : '';
    this.isSensorBlamed = !isKnown || FAULTS[fault]!.only === 'measured';
  }

  /** Of the residuals that diverged: of two speeds that contradict each other, the one that is further from the model. */
  private furthestChannel(): string {
    const { worst, smoothed } = this.detector;
    const chain = Math.abs(smoothed[VELOCITY]!) > Math.abs(smoothed[SPEED]!);
    return TWIN_CHANNELS[worst < 0 || worst === JUDGED.slip ? (chain ? VELOCITY : SPEED) : worst]!;
  }

  /** Lets the measurements pull the model, and the estimator learn when nothing speaks against it. */
  private observe(): void {
    const { detector, estimator, model, point, comparison } = this;
    const { elapsedS } = comparison;
    const velocity = this.velocityInnovation();
    const pressure = detector.residual[PRESSURE]!;
    const isDamped = this.dampedForS > 0;
    const closeness = isDamped ? DAMPING : 1;
    model.pullVelocity = closeness * VELOCITY_GAIN * elapsedS * bounded(velocity) * point.velocity;
    model.pullPressure = this.isSupplied
      ? closeness * PRESSURE_GAIN * elapsedS * bounded(pressure) * point.overpressure
      : FOLLOW_GAIN * elapsedS * (this.tankBalance.distance || 0);
    model.pull();
    const { usual, judged } = this.diagnosis.deviations;
    const speed = judged[RELATION.chain] === 1 ? RELATION.chain : RELATION.shaft;
    estimator.target[CORRECTION.buoyancy] = 1 + usual[speed]!;
    estimator.target[CORRECTION.supply] = 1 + usual[RELATION.supply]!;
    estimator.elapsedS = elapsedS;
    const isSettled = comparison.complete && !this.hasDiverged && detector.transient < SETTLED;
    if (isSettled && !isDamped) estimator.learn();
  }

  /**
   * Chain and generator say the same, so they are averaged; when they do not, the one that is nearer to the model is
   * believed. A share of the default speed, NaN when neither is measured.
   */
  private velocityInnovation(): number {
    const { residual } = this.detector;
    const chain = residual[VELOCITY]!;
    const generator = residual[SPEED]!;
    if (Number.isNaN(chain)) return generator;
    if (Number.isNaN(generator)) return chain;
    if (Math.abs(chain - generator) < SLIP_SHARE) return 0.5 * (chain + generator);
    return Math.abs(chain) < Math.abs(generator) ? chain : generator;
  }
}

/** A pull with a limit; none where there is no measurement. */
function bounded(innovation: number): number {
  return Number.isNaN(innovation) ? 0 : Math.min(MAX_PULL, Math.max(-MAX_PULL, innovation));
}

// The reduced model in time: advanced in its own timesteps and extrapolated to each control tick.

import type { PlantParameters } from '../../../hal/plant-parameters.js';
import { AdaptiveTimestepper, type TimestepperOptions } from './adaptive-timestepper.js';
import { BogackiShampine } from './bogacki-shampine.js';
import type { OperatingPoint } from './operating-point.js';
import { INPUT, ReducedModel, STATE } from './reduced-model.js';

const ROUNDING_S = 1e-9;

/** Inputs and results are arrays, because doubles as arguments may be allocated. */
export class RunningModel {
  /** In: the inputs that have acted since the last {@link advance}. */
  readonly inputs = new Float64Array(INPUT.length);
  /** In: the time that the next {@link advance} covers, s. */
  elapsedS = 0;
  readonly stepper: AdaptiveTimestepper;
  readonly equations: ReducedModel;
  /** In: the amounts that {@link pull} adds to chain speed, m/s, and tank pressure, Pa. */
  pullVelocity = 0;
  pullPressure = 0;
  /** Chain speed in m/s and tank pressure in Pa at the end of the last {@link advance}. */
  velocity = 0;
  pressure = 0;
  /** Their rates of change there, per second. */
  acceleration = 0;
  pressureRate = 0;

  private readonly method: BogackiShampine;
  private readonly state = new Float64Array(STATE.length);
  private readonly rate = new Float64Array(STATE.length);
  private readonly sum = new Float64Array(INPUT.length);
  private readonly mean = new Float64Array(INPUT.length);
  /** Time since the state was valid, s. */
  private pendingS = 0;

  /** @param correction factors on the parameters, read at each step */
  constructor(
    parameters: PlantParameters,
    point: OperatingPoint,
    options: TimestepperOptions,
    private readonly correction: Float64Array,
  ) {
    this.equations = new ReducedModel(parameters, options.maxTimestep);
    const scale = new Float64Array(STATE.length).fill(this.equations.fullContent);
    scale[STATE.velocity] = point.velocity;
    scale[STATE.pressure] = point.pressure;
    this.method = new BogackiShampine(this.equations, scale);
    this.stepper = new AdaptiveTimestepper(options);
    this.equations.rest(this.state);
  }

  /** Starts at a chain speed and a tank pressure, with the matching air in the floaters. */
  start(velocity: number, pressure: number): void {
    this.equations.settle(this.state, velocity, pressure);
    this.pendingS = 0;
    this.sum.fill(0);
    this.stepper.error = 0;
    this.extrapolate();
  }

  /** Lets {@link elapsedS} pass under {@link inputs}. */
  advance(): void {
    const dtS = this.elapsedS;
    this.pendingS += dtS;
    for (let i = 0; i < INPUT.length; i++) this.sum[i] = this.sum[i]! + this.inputs[i]! * dtS;
    if (this.pendingS >= this.stepper.timestepS - ROUNDING_S) this.catchUp();
    this.extrapolate();
  }

  /** Moves the state by {@link pullVelocity} and {@link pullPressure}, the correction from the measurements. */
  pull(): void {
    this.state[STATE.velocity] = this.state[STATE.velocity]! + this.pullVelocity;
    this.state[STATE.pressure] = this.state[STATE.pressure]! + this.pullPressure;
  }

  /** Share of the flow into the floaters that does not find room in them, 0..1. */
  get overflow(): number {
    const emptyShare = 2 * (1 - this.state[STATE.air]! / this.equations.fullContent);
    return 1 - Math.min(1, Math.max(0, emptyShare));
  }

  /** False when the state is not finite. */
  get sound(): boolean {
    return Number.isFinite(this.velocity) && Number.isFinite(this.pressure);
  }

  /** Advances the model over the pending time with the mean of the inputs in it. */
  private catchUp(): void {
    const { state, mean, stepper, method, equations } = this;
    for (let i = 0; i < INPUT.length; i++) mean[i] = this.sum[i]! / this.pendingS;
    for (let h = stepper.timestepS; this.pendingS >= h - ROUNDING_S; h = stepper.timestepS) {
      method.step(state, mean, this.correction, h);
      state[STATE.velocity] = equations.braked(state[STATE.velocity]!, mean[INPUT.brake]!, h);
      this.pendingS -= h;
      stepper.error = method.error;
      stepper.decide();
    }
    for (let i = 0; i < INPUT.length; i++) this.sum[i] = mean[i]! * this.pendingS;
  }

  private extrapolate(): void {
    const { state, rate, equations, inputs, pendingS } = this;
    equations.derivative(state, inputs, this.correction, rate);
    this.acceleration = rate[STATE.velocity]!;
    this.pressureRate = rate[STATE.pressure]!;
    const free = state[STATE.velocity]! + this.acceleration * pendingS;
    this.velocity = equations.braked(free, inputs[INPUT.brake]!, pendingS);
    this.pressure = state[STATE.pressure]! + this.pressureRate * pendingS;
  }
}

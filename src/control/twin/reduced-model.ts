// The reduced model: the motion of the chain, the tank and the air on the ascending side as a small set of differential equations.

import type { PlantParameters } from '../../../hal/plant-parameters.js';
import { chainLengthM } from '../derived/chain-length.js';

/** Cells of equal length into which the ascending side above the injector is divided. */
const RISING_CELLS = 8;
/** Timestep times the rate of the fastest cell stays below this; the integrator is then stable with a wide margin. */
const STABLE_PRODUCT = 1.6;
/** Below this speed dry friction fades, m/s. */
const STICTION_SPEED = 0.01;
/** From this argument on tanh is exactly 1, and computing it is slow. */
const SATURATED = 20;
/** Tank pressure of a plant at rest before the first measurement, Pa absolute; lower when the compressor stops earlier. */
const REST_PRESSURE = 250_000;
/** Below this speed the chain may stand, m/s: the model starts from one sample of each speed, with its noise. */
const STANDSTILL = 0.1;
/** The tank never empties below this multiple of the ambient pressure in the model: the compressor's law ends there. */
const MIN_PRESSURE_RATIO = 1.05;

/** Positions in the state; the contents of the cells follow from `air` on: the injector's first, then upwards. */
export const STATE = { velocity: 0, pressure: 1, air: 2, length: 3 + RISING_CELLS } as const;
/** Constants of this module: an imported or exported one is looked up at each use, also in a loop. */
const { velocity: VELOCITY, pressure: PRESSURE, air: AIR } = STATE;

/** Positions in the inputs. */
export const INPUT = {
  /** Load setpoint that acts, 0..1 of the rated torque; 0 while the contactor is open. */
  load: 0,
  /** 1 with the brake applied, 0 when it is released. */
  brake: 1,
  /** Electrical power of the compressor, W. */
  compressorPower: 2,
  length: 3,
} as const;

/** Positions in the corrections of the parameters, each a factor. */
export const CORRECTION = {
  /** Factor on the buoyancy that reaches the chain. */
  buoyancy: 0,
  /** Factor on the air that reaches the tank. */
  supply: 1,
  length: 2,
} as const;

/**
 * The floaters are smeared over the chain: each cell of the ascending side has the mean air content of a floater in it, in
 * joules (pressure times volume, which stays the same while a floater rises). Content moves up with the chain, content above
 * the capacity of a floater is spilled, and the pull of a cell is its content times the logarithm of the pressure ratio of its
 * ends. The brake is not among the forces: see {@link braked}.
 */
export class ReducedModel {
  /** Generator speed over chain speed, 1/m. */
  readonly ratio: number;
  /** Moving mass with the water in and around the floaters and the generator, kg. */
  readonly massKg: number;
  /** Content of a floater in the injector when it is full, J. */
  readonly fullContent: number;

  /** Air that full floaters take from the tank for each metre of the chain, J/m. */
  readonly drawnPerMetre: number;

  private readonly p: PlantParameters;
  /** Floaters for each metre of chain. */
  private readonly density: number;
  /** Pressure at which air goes into the floaters, Pa. */
  readonly injectionPressure: number;
  /** Highest rate at which content passes from cell to cell, 1/s. */
  private maxPassing = 0;
  /** A faster chain takes the content out of the injector's cell as slowly as this, m/s: the content, not the flow, is off. */
  private maxInjectorSpeed = 0;
  private readonly dragFactor: number;
  /** Force on the chain for each N m at the generator's shaft, 1/m. */
  readonly forcePerTorque: number;
  /** Flow into the floaters for each Pa above the injection pressure, J/s. */
  readonly flowPerPressure: number;
  private readonly riseLength: number;
  /** For each cell: pull for each joule of content, and at most; what a floater can carry out of it. */
  private readonly pull = new Float64Array(1 + RISING_CELLS);
  private readonly maxPull = new Float64Array(1 + RISING_CELLS);
  private readonly carried = new Float64Array(1 + RISING_CELLS);

  /** @param maxTimestep the largest step that the model will be integrated with, s */
  constructor(p: PlantParameters, maxTimestep: number) {
    this.p = p;
    const radius = p.sprocketRadius;
    this.ratio = p.gearRatio / radius;
    this.massKg = p.floaters * (p.floaterMass + 1.2 * p.rho * p.floaterVolume) + p.inertia * this.ratio ** 2;
    this.density = p.floaters / chainLengthM(p);
    this.injectionPressure = this.pressureAt(p.injectionWidth / 2);
    this.fullContent = p.fillMax * p.floaterVolume * this.injectionPressure;
    this.drawnPerMetre = this.fullContent * this.density;
    this.setMaxTimestep(maxTimestep);
    this.dragFactor = p.floaters * 0.5 * p.rho * p.dragCoefficient * p.dragArea;
    this.forcePerTorque = this.ratio / p.gearEfficiency;
    this.flowPerPressure = p.valveCoefficient * this.density * p.injectionWidth;
    // Floaters keep their air until the top of the upper sprocket.
    this.riseLength = (p.height + (Math.PI / 2) * radius - p.injectionWidth) / RISING_CELLS;
    for (let cell = 0; cell <= RISING_CELLS; cell++) {
      const begin = cell === 0 ? 0 : p.injectionWidth + (cell - 1) * this.riseLength;
      const below = this.pressureAt(begin);
      const above = this.pressureAt(begin + (cell === 0 ? p.injectionWidth : this.riseLength));
      this.pull[cell] = this.density * Math.log(below / above);
      this.maxPull[cell] = this.density * p.floaterVolume * (below - above);
      this.carried[cell] = p.floaterVolume * above;
    }
  }

  /** Replaces the largest step, s. */
  setMaxTimestep(maxTimestep: number): void {
    this.maxPassing = STABLE_PRODUCT / maxTimestep;
    this.maxInjectorSpeed = (this.maxPassing * this.p.injectionWidth) / 2;
  }

  /** The state of a plant at rest with its floaters full of water. */
  rest(state: Float64Array): void {
    state.fill(0);
    state[STATE.pressure] = Math.min(REST_PRESSURE, this.p.pressureOff);
  }

  /** The steady state at this speed and pressure; at rest only the injector holds air. */
  settle(state: Float64Array, velocity: number, pressure: number): void {
    const flow = this.p.valveCoefficient * Math.max(0, pressure - this.injectionPressure);
    const passage = this.p.injectionWidth / Math.max(velocity, 0);
    let content = Math.min(this.fullContent, flow * passage);
    state[STATE.velocity] = velocity;
    state[STATE.pressure] = pressure;
    state[STATE.air] = content === this.fullContent ? content : content / 2;
    if (velocity < STANDSTILL) content = 0;
    for (let cell = 1; cell <= RISING_CELLS; cell++) {
      state[STATE.air + cell] = content;
      content = Math.min(content, this.carried[cell]!);
    }
  }

  /** Air that the floaters draw from the tank at a steady speed and pressure, J/s: they are full, or as full as the time in the injector allows. */
  drawn(velocity: number, pressure: number): number {
    const allowed = this.flowPerPressure * Math.max(0, pressure - this.injectionPressure);
    return Math.min(allowed, this.drawnPerMetre * Math.max(0, velocity));
  }

  /** Energy that brings 1 J of content from the ambient pressure into the tank at this pressure, J. */
  worth(pressure: number): number {
    return Math.log(Math.max(pressure / this.p.p0, MIN_PRESSURE_RATIO));
  }

  /** Writes the rate of change of `x` under the inputs `u` to `rate`, per second. */
  derivative(x: Float64Array, u: Float64Array, correction: Float64Array, rate: Float64Array): void {
    const { p, pull: pullPerJoule, maxPull, carried } = this;
    const velocity = x[VELOCITY]!;
    const pressure = Math.max(x[PRESSURE]!, MIN_PRESSURE_RATIO * p.p0);
    const forward = Math.max(velocity, 0);

    // A floater fills evenly on its way through the injector, so it leaves with twice the mean, or full.
    const filling = x[AIR]!;
    const emptyShare = Math.min(1, Math.max(0, 2 * (1 - filling / this.fullContent)));
    const inflow = p.valveCoefficient * Math.max(0, pressure - this.injectionPressure) * emptyShare;
    const slowdown = Math.min(1, this.maxInjectorSpeed / forward);
    let arriving = Math.min(2 * filling * slowdown, this.fullContent);
    rate[AIR] = inflow - (arriving * forward) / p.injectionWidth;
    let pull = Math.min(filling * pullPerJoule[0]!, maxPull[0]!);
    const passing = Math.min(forward / this.riseLength, this.maxPassing);
    for (let cell = 1; cell <= RISING_CELLS; cell++) {
      const content = x[AIR + cell]!;
      rate[AIR + cell] = (arriving - content) * passing;
      pull += Math.min(content * pullPerJoule[cell]!, maxPull[cell]!);
      arriving = Math.min(content, carried[cell]!);
    }

    const supply = (p.compressorEfficiency * u[INPUT.compressorPower]!) / Math.log(pressure / p.p0);
    const drawn = inflow * p.injectionWidth * this.density;
    rate[PRESSURE] = (supply * correction[CORRECTION.supply]! - drawn) / p.tankVolume;

    const drag = this.dragFactor * velocity * Math.abs(velocity);
    const friction = p.frictionStatic * direction(velocity) + p.frictionViscous * velocity;
    const speed = this.ratio * velocity;
    const torque = u[INPUT.load]! * p.ratedTorque * Math.min(1, Math.max(0, speed / p.minSpeed));
    const generator = (torque + p.ironLoss * speed) * this.forcePerTorque;
    rate[VELOCITY] = (pull * correction[CORRECTION.buoyancy]! - drag - friction - generator) / this.massKg;
  }

  /**
   * The velocity after the brake was applied (0..1) for `dtS` seconds, m/s. Such strong dry friction is too stiff to
   * integrate with steps of this length, so its effect is computed directly.
   */
  braked(velocity: number, applied: number, dtS: number): number {
    const most = (applied * this.p.brakeForce * dtS) / this.massKg;
    return velocity - Math.min(most, Math.max(-most, velocity));
  }

  /** Pressure at a path position of the ascending side, Pa; the axis of the upper sprocket is where the straight ends. */
  private pressureAt(position: number): number {
    const { height, sprocketRadius, topDepth, p0, rho, g } = this.p;
    const along = position - height;
    const depth = topDepth - (along <= 0 ? along : sprocketRadius * Math.sin(along / sprocketRadius));
    return p0 + rho * g * depth;
  }
}

/** The sign of a speed, smooth around 0. */
function direction(velocity: number): number {
  const x = velocity / STICTION_SPEED;
  return x > SATURATED ? 1 : x < -SATURATED ? -1 : Math.tanh(x);
}

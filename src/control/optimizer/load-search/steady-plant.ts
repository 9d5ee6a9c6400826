// The steady state of the plant at one speed of the chain: load, power, and what swings of the chain would cost.

import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import { chainLengthM } from '../../derived/chain-length.js';
import { SwingModes } from './swing-modes.js';

/** Halvings of the range of tank pressures: to a few pascals. */
const HALVINGS = 16;

/**
 * Loss of power by swings for each share by which floaters could take more air, and for each share by which the answer of the air
 * to the speed is too strong. Found on the simulated plant: 21 states at air 0.4 to 0.85, loads 0.48 to 0.9.
 */
const SWING_LOSS = 0.23;

/**
 * The equations of docs/plant.md with all rates of change at 0, and with the floaters smeared over the chain. The speed of the
 * chain is given and the load follows from it, so nothing has to be integrated over time.
 */
export class SteadyPlant {
  /** Load that keeps the chain at this speed, as a share of the rated torque. It may be outside 0..1. */
  load = 0;
  /** Electrical power, W. */
  powerW = 0;
  /** Mean power of the compressor, W: less than its supply when the full tank lets it cycle. */
  compressorW = 0;
  /** The share by which a floater could take more air: what limits the size of swings; 0 when it is full. */
  room = 0;
  private readonly ratio: number;
  private readonly forcePerTorque: number;
  private readonly massKg: number;
  private readonly dragFactor: number;
  /** Floaters for each metre of chain. */
  private readonly density: number;
  private readonly injectionPa: number;
  private readonly outletPa: number;
  private readonly topPa: number;
  /** Content of a full floater behind the injector, J. */
  private readonly fullContent: number;
  private readonly swing: SwingModes;
  private velocityMps = 0;
  private content = 0;

  constructor(private readonly p: PlantParameters) {
    this.ratio = p.gearRatio / p.sprocketRadius;
    this.forcePerTorque = this.ratio / p.gearEfficiency;
    this.massKg = p.floaters * (p.floaterMass + 1.2 * p.rho * p.floaterVolume) + p.inertia * this.ratio ** 2;
    this.dragFactor = p.floaters * 0.5 * p.rho * p.dragCoefficient * p.dragArea;
    this.density = p.floaters / chainLengthM(p);
    const perMetrePa = p.rho * p.g;
    const bottomPa = p.p0 + perMetrePa * (p.topDepth + p.height);
    this.injectionPa = bottomPa - (perMetrePa * p.injectionWidth) / 2;
    this.outletPa = bottomPa - perMetrePa * p.injectionWidth;
    this.topPa = p.p0 + perMetrePa * (p.topDepth - p.sprocketRadius);
    this.fullContent = p.fillMax * p.floaterVolume * this.injectionPa;
    this.swing = new SwingModes(p);
  }

  /**
   * Computes the state.
   *
   * @param velocityMps above 0, m/s
   * @param suppliedW power that the compressor takes while it runs, W
   */
  solve(velocityMps: number, suppliedW: number): void {
    const { p } = this;
    this.velocityMps = velocityMps;
    this.fill(suppliedW);
    const shaft = this.ratio * velocityMps;
    const drag = this.dragFactor * velocityMps ** 2;
    const friction = p.frictionStatic + p.frictionViscous * velocityMps;
    const torque = (this.pull() - drag - friction) / this.forcePerTorque - p.ironLoss * shaft;
    this.load = torque / (p.ratedTorque * Math.min(1, shaft / p.minSpeed));
    this.powerW = torque * shaft - p.armatureResistance * (torque / p.machineConstant) ** 2;
  }

  /** The share of its power that the chain loses by swinging in the state that was solved; 0 when it runs steadily. */
  get swingLoss(): number {
    const { p, velocityMps, content } = this;
    if (this.room <= 0) return 0;
    const damping =
      2 * this.dragFactor * velocityMps + p.frictionViscous + p.ironLoss * this.ratio * this.forcePerTorque;
    const carried = content * Math.log(this.outletPa / this.spillPa);
    const stiffness = (this.density * carried) / velocityMps;
    const excess = this.swing.excess(velocityMps, this.massKg, damping, stiffness, this.spillPa);
    return SWING_LOSS * this.room * excess;
  }

  /** Pressure at which a floater begins to spill on its way up, Pa. */
  private get spillPa(): number {
    return Math.min(this.outletPa, Math.max(this.topPa, this.content / this.p.floaterVolume));
  }

  /** Force of the air on the chain, N. In the injector a floater has half its content in the mean. */
  private pull(): number {
    const { content, spillPa } = this;
    const filling = (content / 2) * Math.log(1 + (2 * (this.injectionPa - this.outletPa)) / this.outletPa);
    const rising = content * Math.log(this.outletPa / spillPa);
    const spilling = this.p.floaterVolume * (spillPa - this.topPa);
    return this.density * (filling + rising + spilling);
  }

  /** Finds the tank pressure at which as much air leaves the tank as the compressor puts in, and with it the content of a floater. */
  private fill(suppliedW: number): void {
    const { p, density, velocityMps } = this;
    const worthW = p.compressorEfficiency * suppliedW;
    const passed = velocityMps * density;
    const flow = p.valveCoefficient * p.injectionWidth * density;
    let low = this.injectionPa;
    let high = p.pressureOff;
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      const leaving = Math.min(flow * (middle - this.injectionPa), this.fullContent * passed);
      if (leaving * Math.log(middle / p.p0) < worthW) low = middle;
      else high = middle;
    }
    this.content = Math.min(this.fullContent, (flow * (high - this.injectionPa)) / passed);
    this.room = this.fullContent / this.content - 1;
    this.compressorW = suppliedW;
    if (high < p.pressureOff) return;
    const cycling = Math.log((p.pressureOff + p.pressureOn) / 2 / p.p0);
    this.compressorW = Math.min(suppliedW, (this.content * passed * cycling) / p.compressorEfficiency);
  }
}

// What the measurements have to add to the model, as shares of the driving force.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import { JUDGED } from '../divergence.js';
import type { OperatingPoint } from '../operating-point.js';
import { CORRECTION, INPUT } from '../reduced-model.js';
import type { RunningModel } from '../running-model.js';
import { TWIN_TICK } from './diagnosis.js';

/** How fast a deviation of the chain's speed decays by itself, 1/s: found on the simulated plant. */
const SPEED_STIFFNESS = 1.1;
/** Driving force at the default operating point over the force of the generator there; the rest is drag and friction. */
const FORCE_OVER_LOAD = 1.23;
const DEFAULT_LOAD = 0.75;

/** The rates at which measurements correct the model, 1/s. */
export interface Gains {
  readonly velocity: number;
  readonly pressure: number;
}

/**
 * The model is an observer. In a steady state its residual r is what its correction and its own stiffness hold in balance: a
 * flow of (gain + stiffness) r is missing in the model, and likewise a force.
 */
export class ModelDeviations {
  /** Deviation of the driving force, as a share, for each 1 in the residual of a speed. */
  private readonly forceShare: number;

  constructor(
    private readonly model: RunningModel,
    private readonly p: PlantParameters,
    point: OperatingPoint,
    private readonly gains: Gains,
  ) {
    const { massKg, forcePerTorque } = model.equations;
    const force = FORCE_OVER_LOAD * DEFAULT_LOAD * p.ratedTorque * forcePerTorque;
    this.forceShare = ((gains.velocity + SPEED_STIFFNESS) * massKg * point.velocity) / force;
  }

  /**
   * Writes this tick's deviations, at positions {@link TWIN_TICK}; NaN where there is none.
   *
   * @param residual shares of the default operating point, at positions {@link JUDGED}
   * @param correction the learned factors, at positions {@link CORRECTION}
   * @param isSettled false while the plant moves to another operating point
   */
  write(tick: Float64Array, residual: Float64Array, correction: Float64Array, isSettled: boolean): void {
    const { model, p } = this;
    tick[TWIN_TICK.setTorque] = model.inputs[INPUT.load]! * p.ratedTorque;
    tick[TWIN_TICK.overflow] = model.overflow;
    const force = isSettled ? this.forceShare : Number.NaN;
    const learned = correction[CORRECTION.buoyancy]! - 1;
    tick[TWIN_TICK.chain] = learned + force * residual[JUDGED.velocity]!;
    tick[TWIN_TICK.shaft] = learned + force * residual[JUDGED.speed]!;
  }

  /** The flow that is missing in the model for each Pa of a steady residual of the pressure, J/s, under this rate of correction, 1/s. */
  flowPerResidual(gain = this.gains.pressure): number {
    const { model, p } = this;
    const worth = model.equations.worth(model.pressure);
    const stiffness = model.equations.flowPerPressure + this.supplyAt(worth) / (model.pressure * worth);
    return gain * p.tankVolume + stiffness;
  }

  /** Flow from the compressor into the tank, J/s. */
  private supplyAt(worth: number): number {
    return (this.p.compressorEfficiency * this.model.inputs[INPUT.compressorPower]!) / worth;
  }
}

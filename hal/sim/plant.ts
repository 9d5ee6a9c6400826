// The simulated plant: advances chain, air and generator by one step in time, and books all energy.
import { Drivetrain } from './drivetrain.js';
import { Floaters } from './floaters.js';
import { Loop } from './geometry.js';
import { Ledger } from './ledger.js';
import type { SimulationParameters } from './parameters.js';
import { Pneumatics } from './pneumatics.js';

/** An applied brake is about to stop the chain when the speed is below this value, m/s ... */
const STICKING_SPEED = 0.3;
/** ... and changes by more than this value in half a step, m/s. */
const STICKING_CHANGE = 1e-4;
/** Then a step is divided into this number of short ones, so that the speed does not oscillate. */
const STICKING_SPLIT = 16;

/**
 * Advances with the midpoint rule. Deterministic: the same calls give the same bits. The plant starts at rest, brake
 * applied, contactor open, floaters full of water.
 */
export class Plant {
  /** Path travelled by the chain, m. */
  position = 0;
  /** Speed of the chain, m/s. */
  velocity = 0;
  /** Acceleration of the chain in the last step, m/s^2. */
  acceleration = 0;
  /** Temperature of the water, degC. */
  waterTemperature: number;
  readonly drivetrain: Drivetrain;
  readonly pneumatics: Pneumatics;
  readonly floaters: Floaters;
  readonly ledger: Ledger;

  constructor(parameters: SimulationParameters) {
    this.waterTemperature = parameters.waterTemperature;
    this.drivetrain = new Drivetrain(parameters);
    this.pneumatics = new Pneumatics(parameters);
    this.floaters = new Floaters(parameters, new Loop(parameters));
    this.ledger = new Ledger(this.storedEnergy());
  }

  /** Share of the compressor's power that is used, 0..1. */
  get air(): number {
    return this.pneumatics.air;
  }

  set air(share: number) {
    this.pneumatics.air = share;
  }

  /** Electrical power at the generator's terminals, W. */
  get electricalPower(): number {
    const w = this.drivetrain.shaftSpeed(this.velocity);
    return this.drivetrain.voltage(w) * this.drivetrain.current(w);
  }

  /** Energy in tank, floaters and motion, J. */
  storedEnergy(): number {
    const kinetic = 0.5 * this.drivetrain.mass * this.velocity ** 2;
    return this.pneumatics.stored() + this.floaters.worth(this.position) + kinetic;
  }

  /** Relative error of the energy balance since the start; see {@link Ledger.error}. */
  ledgerError(): number {
    return this.ledger.error(this.storedEnergy());
  }

  /** Advances by `dtS` seconds, at most 1/60. */
  step(dtS: number): void {
    const midVelocity = this.planVelocity(dtS);
    if (!this.isSticking(midVelocity)) {
      this.commit(dtS, midVelocity);
      return;
    }
    const shortS = dtS / STICKING_SPLIT;
    for (let i = 0; i < STICKING_SPLIT; i++) this.commit(shortS, this.planVelocity(shortS));
  }

  private isSticking(midVelocity: number): boolean {
    return (
      !this.drivetrain.brakeReleased &&
      Math.abs(this.velocity) < STICKING_SPEED &&
      Math.abs(midVelocity - this.velocity) > STICKING_CHANGE
    );
  }

  /** Plans the air's part of a step. Returns the speed in the middle of the step, m/s. Does not change the plant's state. */
  private planVelocity(dtS: number): number {
    const guess = this.velocity + 0.5 * dtS * this.acceleration;
    this.floaters.plan(this.position, guess * dtS, this.pneumatics.midPressure(dtS), dtS);
    return this.drivetrain.midVelocity(this.velocity, this.floaters.buoyancy(), dtS, guess);
  }

  private commit(dtS: number, midVelocity: number): void {
    const { floaters, ledger } = this;
    const travel = midVelocity * dtS;
    floaters.commit(travel, ledger);
    this.pneumatics.advance(dtS, floaters.injected, floaters.injectedWorth, ledger);
    this.drivetrain.commit(midVelocity, dtS, ledger);
    this.acceleration = (2 * (midVelocity - this.velocity)) / dtS;
    this.velocity = 2 * midVelocity - this.velocity;
    this.position += travel;
  }
}

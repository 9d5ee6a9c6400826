// The forces that slow the chain: drag of the water, friction, brake, gear and generator.

import type { PlantParameters } from '../plant-parameters.js';
import { type Ledger, TERM } from './ledger.js';

/** Scale of the speed range around 0 in which friction and brake change their direction, m/s. */
const REVERSAL_SPEED = 0.01;
const ITERATIONS = 60;
/** The iteration ends below this correction, m/s. It converges quadratically. */
const VELOCITY_TOLERANCE = 1e-12;

/** tanh(v / 0.01). Above 0.2 m/s it equals 1 in double precision. */
function direction(v: number): number {
  return v > 0.2 ? 1 : v < -0.2 ? -1 : Math.tanh(v / REVERSAL_SPEED);
}

/** Forces are in N along the chain against its motion, `v` is the chain's speed in m/s, `w` the shaft's in rad/s. */
export class Drivetrain {
  brakeReleased = false;
  contactorClosed = false;
  /** Load setpoint, 0..1 of the rated torque. */
  load = 0;
  /** The electrical load is lost: there is no torque, even with a closed contactor. */
  loadLost = false;
  /** Share of the chain's speed that slips on the sprocket, 0..1. */
  slip = 0;
  /** Winding temperature of the generator, degC. */
  temperature: number;
  /** Moving mass: floaters, the water in and around them, and the shaft, kg. */
  readonly mass: number;
  private readonly parameters: PlantParameters;
  private readonly dragFactor: number;
  private readonly turnsPerMetre: number;
  private readonly forcePerTorque: number;

  constructor(parameters: PlantParameters) {
    const { floaters, rho, floaterVolume, gearRatio, sprocketRadius } = parameters;
    this.parameters = parameters;
    this.temperature = parameters.ambientTemperature;
    this.turnsPerMetre = gearRatio / sprocketRadius;
    this.forcePerTorque = gearRatio / (sprocketRadius * parameters.gearEfficiency);
    this.mass =
      floaters * (parameters.floaterMass + 1.2 * rho * floaterVolume) +
      parameters.inertia * this.turnsPerMetre ** 2;
    this.dragFactor = 0.5 * floaters * rho * parameters.dragCoefficient * parameters.dragArea;
  }

  drag(v: number): number {
    return this.dragFactor * v * Math.abs(v);
  }

  friction(v: number): number {
    return this.parameters.frictionStatic * direction(v) + this.parameters.frictionViscous * v;
  }

  brake(v: number): number {
    return this.brakeReleased ? 0 : this.parameters.brakeForce * direction(v);
  }

  /** Shaft speed of the generator, rad/s. */
  shaftSpeed(v: number): number {
    return this.turnsPerMetre * v * (1 - this.slip);
  }

  /** Electromagnetic torque of the generator at the shaft speed `w`, N m. */
  torque(w: number): number {
    return this.fullTorque() * Math.min(1, Math.max(0, w / this.parameters.minSpeed));
  }

  current(w: number): number {
    return this.torque(w) / this.parameters.machineConstant;
  }

  /** Voltage at the terminals, V. */
  voltage(w: number): number {
    return this.parameters.machineConstant * w - this.parameters.armatureResistance * this.current(w);
  }

  /** Force of gear and generator on the chain. */
  generatorForce(v: number): number {
    const w = this.shaftSpeed(v);
    return (this.torque(w) + this.parameters.ironLoss * w) * this.forcePerTorque;
  }

  /** Tension of the chain at the upper sprocket, N. */
  tension(v: number): number {
    return this.generatorForce(v) + this.friction(v) + this.parameters.pretension;
  }

  /**
   * Speed in the middle of a step that begins with the speed `v0`, under the driving force `drive` in N, by the implicit
   * midpoint rule. It is stable also with the brake applied, whose force changes its direction within 0.01 m/s.
   */
  midVelocity(v0: number, drive: number, dtS: number, guess: number): number {
    const perForce = dtS / (2 * this.mass);
    let below = -Infinity;
    let above = Infinity;
    let v = guess;
    for (let i = 0; i < ITERATIONS; i++) {
      const resistance = this.drag(v) + this.friction(v) + this.brake(v) + this.generatorForce(v);
      const excess = v - v0 - perForce * (drive - resistance);
      const correction = -excess / (1 + perForce * this.resistanceSlope(v));
      if (Math.abs(correction) < VELOCITY_TOLERANCE) return v + correction;
      if (excess > 0) above = v;
      else below = v;
      const next = v + correction;
      v = next > below && next < above ? next : (below + above) / 2;
    }
    return v;
  }

  /** Books the energy of a step with the mid speed `v`, and heats the generator by its losses. */
  commit(v: number, dtS: number, ledger: Ledger): void {
    const { armatureResistance, ironLoss, thermalCapacity, thermalResistance, ambientTemperature } =
      this.parameters;
    const { joules } = ledger;
    const w = this.shaftSpeed(v);
    const torque = this.torque(w);
    const current = this.current(w);
    const force = this.generatorForce(v);
    const heat = armatureResistance * current * current + ironLoss * w * w;
    joules[TERM.electricalWork]! += this.voltage(w) * current * dtS;
    joules[TERM.drag]! += this.drag(v) * v * dtS;
    joules[TERM.friction]! += this.friction(v) * v * dtS;
    joules[TERM.brake]! += this.brake(v) * v * dtS;
    joules[TERM.slip]! += force * v * this.slip * dtS;
    joules[TERM.gear]! += (force * v * (1 - this.slip) - (torque + ironLoss * w) * w) * dtS;
    joules[TERM.generator]! += heat * dtS;
    const cooling = (this.temperature - ambientTemperature) / thermalResistance;
    this.temperature += ((heat - cooling) * dtS) / thermalCapacity;
  }

  private fullTorque(): number {
    return this.contactorClosed && !this.loadLost ? this.load * this.parameters.ratedTorque : 0;
  }

  /** Derivative of all resisting forces by the speed, N s/m. It affects only how fast the iteration converges, not its result. */
  private resistanceSlope(v: number): number {
    const { frictionStatic, frictionViscous, brakeForce, minSpeed, ironLoss } = this.parameters;
    const w = this.shaftSpeed(v);
    const reversing = frictionStatic + (this.brakeReleased ? 0 : brakeForce);
    const torqueSlope = ironLoss + (w > 0 && w < minSpeed ? this.fullTorque() / minSpeed : 0);
    return (
      2 * this.dragFactor * Math.abs(v) +
      (reversing * (1 - direction(v) ** 2)) / REVERSAL_SPEED +
      frictionViscous +
      torqueSlope * this.turnsPerMetre * (1 - this.slip) * this.forcePerTorque
    );
  }
}

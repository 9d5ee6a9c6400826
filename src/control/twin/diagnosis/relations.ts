// The relations between channels that a healthy plant keeps, as deviations: shares of the usual magnitude.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import { type BlockMeans, MEAN } from './block-means.js';

/** Positions of the relations. Each deviation is the first named quantity less the one that it should equal. */
export const RELATION = {
  /** Speed of the generator, against that of the chain. */
  speed: 0,
  /** Way of the chain, against its speed. */
  travel: 1,
  /** The same against the generator's speed; only while the chain's speed is not measured. */
  travelOfShaft: 2,
  /** Voltage inside the generator, against the generator's speed. */
  voltage: 3,
  /** The same against the chain's speed; only while the generator's speed is not measured. */
  voltageOfChain: 4,
  /** Current, against the torque. */
  current: 5,
  /** Torque, against the load that is set. */
  command: 6,
  /** Torque by the current, against the load that is set; only while the torque is not measured. */
  commandOfCurrent: 7,
  /** Tension of the chain, against torque and friction. */
  tension: 8,
  /** Air that leaves the tank to the floaters, against the compressor's power; a share of the latter. */
  supply: 9,
  /** Speed of the chain, against the model; as the share of the driving force that would explain it. */
  chain: 10,
  /** Speed of the generator, against the model; likewise. */
  shaft: 11,
  length: 12,
} as const;

/** Below this share of its value at the default operating point a quantity is compared with that share. */
const LEAST_SPEED = 0.5;
const LEAST_TORQUE = 0.25;
/** Below this share of the default speed the chain counts as standing, and nothing is compared. */
const TURNING = 0.13;

/**
 * All relations between measurements are linear, so they hold for means as they hold at each moment, from the equations of
 * `docs/plant.md`.
 */
export class Relations {
  /** In: torque that is set, in N m; NaN when the controller does not set it. */
  setTorque = Number.NaN;
  /** Speed of the chain by one of the two sensors, m/s; NaN when neither is good. */
  velocity = Number.NaN;
  /** The deviations; NaN for a relation that cannot be judged now. */
  readonly deviation = new Float64Array(RELATION.length).fill(Number.NaN);

  private readonly ratio: number;

  /** @param defaultVelocity speed of the chain at the default operating point, m/s */
  constructor(
    private readonly p: PlantParameters,
    private readonly defaultVelocity: number,
  ) {
    this.ratio = p.gearRatio / p.sprocketRadius;
  }

  /** Compares the means of a block. `supply`, `chain` and `shaft` come from the twin: see {@link deviation}. */
  compare({ mean, travel }: BlockMeans): void {
    const { deviation, p, ratio } = this;
    const velocity = mean[MEAN.velocity]!;
    const shaft = mean[MEAN.speed]! / ratio;
    const least = LEAST_SPEED * this.defaultVelocity;
    const fastest = Math.max(orZero(velocity), orZero(shaft));
    const turns = fastest > TURNING * this.defaultVelocity;
    const speed = turns ? Math.max(least, fastest) : Number.NaN;
    const torque = Number.isNaN(mean[MEAN.torque]!) ? this.setTorque : mean[MEAN.torque]!;
    const current = Number.isNaN(mean[MEAN.current]!) ? torque / p.machineConstant : mean[MEAN.current]!;
    const induced = (mean[MEAN.voltage]! + p.armatureResistance * current) / p.machineConstant / ratio;
    deviation[RELATION.speed] = (shaft - velocity) / speed;
    deviation[RELATION.travel] = (travel - velocity) / speed;
    deviation[RELATION.travelOfShaft] = Number.isNaN(velocity) ? (travel - shaft) / speed : Number.NaN;
    deviation[RELATION.voltage] = (induced - shaft) / speed;
    deviation[RELATION.voltageOfChain] = Number.isNaN(shaft) ? (induced - velocity) / speed : Number.NaN;
    this.velocity = Number.isNaN(shaft) ? velocity : shaft;
    this.compareForces(mean, this.velocity, turns);
  }

  private compareForces(mean: Float64Array, velocity: number, turns: boolean): void {
    const { deviation, p, ratio, setTorque } = this;
    const torque = mean[MEAN.torque]!;
    const byCurrent = p.machineConstant * mean[MEAN.current]!;
    const least = LEAST_TORQUE * p.ratedTorque;
    const usual = turns ? Math.max(least, orZero(torque), orZero(setTorque), orZero(byCurrent)) : Number.NaN;
    deviation[RELATION.current] = (byCurrent - torque) / usual;
    // At low speed a generator gives less torque than is set.
    const mayFallOff = velocity * ratio < 1.2 * p.minSpeed;
    deviation[RELATION.command] = mayFallOff ? Number.NaN : (torque - setTorque) / usual;
    const onlyCurrent = !mayFallOff && Number.isNaN(torque);
    deviation[RELATION.commandOfCurrent] = onlyCurrent ? (byCurrent - setTorque) / usual : Number.NaN;
    const pull = ((torque + p.ironLoss * velocity * ratio) * ratio) / p.gearEfficiency;
    const expected = p.pretension + pull + p.frictionStatic + p.frictionViscous * velocity;
    deviation[RELATION.tension] = turns ? (mean[MEAN.tension]! - expected) / expected : Number.NaN;
  }
}

function orZero(value: number): number {
  return Number.isNaN(value) ? 0 : Math.abs(value);
}

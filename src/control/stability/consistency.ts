// Compares channels that physics ties together, and names the one that does not fit.
import type { PlantParameters } from '../../../hal/plant-parameters.js';
import type { ProcessImage } from '../state/image.js';

/** Parameters of the plant that the relations use. */
export type RelationParameters = Pick<
  PlantParameters,
  | 'gearRatio'
  | 'sprocketRadius'
  | 'gearEfficiency'
  | 'machineConstant'
  | 'armatureResistance'
  | 'ironLoss'
  | 'frictionStatic'
  | 'frictionViscous'
  | 'pretension'
  | 'ratedTorque'
  | 'minSpeed'
>;

/** Positions of the relations. */
export const RELATION = {
  speed: 0,
  voltage: 1,
  current: 2,
  power: 3,
  product: 4,
  tension: 5,
  length: 6,
} as const;

/** A constant of this module: an imported or exported one is looked up at each use, also in a loop. */
const RELATIONS = RELATION.length;

/** Channels in relations, in the order of their readings. */
const CHANNELS = [
  'chain.velocity',
  'generator.speed',
  'generator.voltage',
  'generator.current',
  'generator.torque',
  'generator.power',
  'chain.tension',
] as const;
const [VELOCITY, SPEED, VOLTAGE, CURRENT, TORQUE, POWER, TENSION] = [0, 1, 2, 3, 4, 5, 6] as const;

/** The channels of each relation. The current changes the voltage relation only slightly, so that relation does not test it. */
const MEMBERS: readonly (readonly number[])[] = [
  [VELOCITY, SPEED],
  [VOLTAGE, SPEED],
  [CURRENT, TORQUE],
  [VOLTAGE, CURRENT, TORQUE, SPEED],
  [POWER, VOLTAGE, CURRENT],
  [TENSION, TORQUE, SPEED],
];

/**
 * The sides of a relation may differ by this share of the larger one plus this share of the usual magnitude. That is far
 * above noise, and above the difference between samples of different times unless the plant changes quickly.
 */
const TOLERANCE = 0.15;
const FLOOR = 0.15;

/**
 * Above this share of its tolerance a relation counts as broken when the wrong channel is searched. An error strains several
 * relations; all of them together point to the channel better than the one that fails first.
 */
const STRAINED = 0.4;

export class Consistency {
  /** 1 for each relation whose channels are all good and move. */
  readonly judged = new Uint8Array(RELATION.length);
  /** 1 for each that does not hold. */
  readonly failed = new Uint8Array(RELATION.length);
  /** True when at least one relation does not hold. */
  someFailed = false;
  /** Difference between the sides of each relation, as a share of its tolerance. */
  private readonly strain = new Float64Array(RELATION.length);

  private readonly indices: Int32Array;
  private readonly readings = new Float64Array(CHANNELS.length);
  private readonly left = new Float64Array(RELATION.length);
  private readonly right = new Float64Array(RELATION.length);
  /** Usual magnitude of the quantity in each relation. */
  private readonly usual: Float64Array;
  /** The channels that each relation uses, and those that are good now: bit `i` for channel `i`. */
  private readonly needs = Int32Array.from(MEMBERS, (members) =>
    members.reduce((mask, i) => mask | (1 << i), 0),
  );
  private good = 0;

  /** @param sensors the channels that are measured: a power that is computed from other channels cannot test them */
  constructor(
    image: ProcessImage,
    sensors: readonly string[],
    private readonly p: RelationParameters,
  ) {
    const measured = (name: string) => (sensors.includes(name) ? image.indexOf(name) : -1);
    this.indices = Int32Array.from(CHANNELS, measured);
    const { ratedTorque, minSpeed, machineConstant: k } = p;
    const slowVelocity = (minSpeed * p.sprocketRadius) / p.gearRatio;
    const ratedCurrent = ratedTorque / k;
    const slowVoltage = k * minSpeed;
    const pull = (ratedTorque * p.gearRatio) / p.sprocketRadius;
    this.usual = Float64Array.of(
      slowVelocity,
      slowVoltage,
      ratedCurrent * k,
      ratedTorque * minSpeed,
      ratedCurrent * slowVoltage,
      pull,
    );
  }

  /** Takes the readings of a tick. */
  update(image: ProcessImage): void {
    this.read(image);
    this.formulate();
    this.someFailed = false;
    for (let i = 0; i < RELATIONS; i++) {
      this.judged[i] = (this.good & this.needs[i]!) === this.needs[i] ? 1 : 0;
      this.measureStrain(i);
      const hasFailed = this.judged[i] === 1 && this.strain[i]! > 1;
      this.failed[i] = hasFailed ? 1 : 0;
      if (hasFailed) this.someFailed = true;
    }
  }

  /** The channel that, if it alone were wrong, would explain best which relations hold; null when all of them do. */
  suspect(): string | null {
    let best: string | null = null;
    let bestFit = Number.NEGATIVE_INFINITY;
    for (let channel = 0; channel < CHANNELS.length; channel++) {
      const fit = this.fit(channel);
      if (fit > bestFit) {
        bestFit = fit;
        best = CHANNELS[channel]!;
      }
    }
    return best;
  }

  /** Number of relations that behave as if this channel were wrong, minus the number of those that do not. */
  private fit(channel: number): number {
    let fit = 0;
    let explained = 0;
    for (let i = 0; i < RELATIONS; i++) {
      if (this.judged[i] === 0 || (i === RELATION.voltage && channel === CURRENT)) continue;
      const broken = this.strain[i]! > STRAINED;
      const contained = MEMBERS[i]!.includes(channel);
      fit += broken === contained ? 1 : -1;
      if (broken && contained) explained++;
    }
    return explained > 0 ? fit : Number.NEGATIVE_INFINITY;
  }

  private read(image: ProcessImage): void {
    this.good = 0;
    for (let i = 0; i < this.indices.length; i++) {
      const channel = this.indices[i]!;
      if (!image.isTrusted(channel)) continue;
      this.readings[i] = image.read(channel);
      this.good |= 1 << i;
    }
  }

  /** Both sides of each relation, from the equations of the machine. */
  private formulate(): void {
    const { p, readings, left, right } = this;
    const ratio = p.gearRatio / p.sprocketRadius;
    const velocity = readings[VELOCITY]!;
    const speed = readings[SPEED]!;
    const current = readings[CURRENT]!;
    const torque = readings[TORQUE]!;
    const electrical = readings[VOLTAGE]! * current;
    left[RELATION.speed] = speed / ratio;
    right[RELATION.speed] = velocity;
    left[RELATION.voltage] = readings[VOLTAGE]! + p.armatureResistance * current;
    right[RELATION.voltage] = p.machineConstant * speed;
    left[RELATION.current] = p.machineConstant * current;
    right[RELATION.current] = torque;
    left[RELATION.power] = electrical + p.armatureResistance * current * current;
    right[RELATION.power] = torque * speed;
    left[RELATION.product] = readings[POWER]!;
    right[RELATION.product] = electrical;
    // Speed and friction have little effect here: the rated torque is ten times larger.
    const slow = p.frictionStatic * Math.sign(speed) + (p.frictionViscous * speed) / ratio;
    left[RELATION.tension] = readings[TENSION]! - p.pretension - slow;
    right[RELATION.tension] = ((torque + p.ironLoss * speed) * ratio) / p.gearEfficiency;
  }

  private measureStrain(i: number): void {
    const left = this.left[i]!;
    const right = this.right[i]!;
    const larger = Math.max(Math.abs(left), Math.abs(right));
    this.strain[i] = Math.abs(left - right) / (TOLERANCE * larger + FLOOR * this.usual[i]!);
  }
}

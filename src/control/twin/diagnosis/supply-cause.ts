// Tells apart the causes of a supply that deviates: a leak, a drifting sensor of the power or of the pressure, a slow chain.
import { type BlockMeans, MEAN } from './block-means.js';
import { type Deviations, LIMIT } from './deviations.js';
import { FAULTS, LEAK } from './faults.js';
import { RELATION } from './relations.js';

/** The compressor's power before a fault is its mean over this time, s, and that at the time of a fault over that one. */
const POWER_MEMORY_S = 300;
const POWER_NOW_S = 10;
/** A jump by this share of the full power, or a difference while the supply is as usual, is a setpoint that has changed. */
const POWER_JUMP = 0.08;
const POWER_ELSEWHERE = 0.04;
/** A power below this share of the full one is that of a compressor that rests, or of a dead sensor. */
const NO_POWER = 0.02;
/** The usual power is followed below this strain of the supply and of the chain. */
const POWER_FOLLOWS = 0.25;
/** When the power itself has moved by this share of the deviation of the supply, its sensor is what drifts. */
const POWER_MOVED = 0.5;
/** From this strain on the supply has changed with the chain. */
const SUPPLY_TOO = 0.4;
/** No leak, and no reading of the compressor's power, gives a deviation of the supply beyond these; a wrong pressure does. */
const LEAST_SUPPLY = -2;
const MOST_SUPPLY = 6;

const SLOW_CHAIN = FAULTS.length - 1;
const LEAKING_TANK = FAULTS.findIndex(({ text }) => text === LEAK);
const PRESSURE_SENSOR = FAULTS.findIndex(({ signature }) => (signature.supply ?? 0) > 1);
const POWER_SENSOR = FAULTS.findIndex(({ channel }) => channel === 'pneumatics.compressorPower');

export class SupplyCause {
  /** The compressor's power before a fault, W; NaN before its first measurement. */
  usualPower = Number.NaN;
  private lastPower = Number.NaN;
  private power = Number.NaN;
  private supply = Number.NaN;

  /** @param fullPower of the compressor, W */
  constructor(
    private readonly deviations: Deviations,
    private readonly fullPower: number,
  ) {}

  /** Takes a block: follows the compressor's power until the supply begins to deviate. */
  follow({ mean, lengthS }: BlockMeans): void {
    this.supply = this.deviations.deviation[RELATION.supply]!;
    const power = mean[MEAN.compressorPower]!;
    if (Number.isNaN(power)) return;
    const jumped = !(Math.abs(power - this.lastPower) <= POWER_JUMP * this.fullPower);
    this.lastPower = power;
    if (jumped) this.power = power;
    else this.power += (lengthS / (POWER_NOW_S + lengthS)) * (power - this.power);
    const isElsewhere = Math.abs(this.power - this.usualPower) > POWER_ELSEWHERE * this.fullPower;
    // A jump to nothing is a setpoint only if the supply is gone as well. If it is not, the sensor is dead.
    const isSetpoint = jumped && !this.isNothing;
    if (isSetpoint || Number.isNaN(this.usualPower) || (isElsewhere && !this.isStrained))
      this.usualPower = this.power;
    else if (!this.isStrained) this.usualPower += (lengthS / POWER_MEMORY_S) * (this.power - this.usualPower);
  }

  /** Looks again at a fault that the relations alone cannot tell from another; a position in {@link FAULTS}. */
  resolve(fault: number): number {
    if (fault === SLOW_CHAIN) return this.resolveSlowChain();
    const isLeak = FAULTS[fault]!.text === LEAK;
    if (!isLeak && fault !== POWER_SENSOR && fault !== PRESSURE_SENSOR) return fault;
    if (this.isNothing && this.usualPower > POWER_JUMP * this.fullPower) return POWER_SENSOR;
    if (this.supply < LEAST_SUPPLY || this.supply > MOST_SUPPLY) return PRESSURE_SENSOR;
    return this.powerHasMoved ? POWER_SENSOR : fault;
  }

  /** A power that reads more and more goes with a supply that is more and more missing, and the other way round. */
  private get powerHasMoved(): boolean {
    const moved = this.power / this.usualPower - 1;
    const change = this.deviations.slowChange(RELATION.supply);
    const least = POWER_MOVED * Math.max(LIMIT[RELATION.supply]!, Math.abs(change));
    const isJudged = this.deviations.judged[RELATION.supply] === 1;
    return Math.abs(moved) > least && (!isJudged || moved * change < 0);
  }

  /** Friction does not change the supply. At part air a little less air makes the chain swing, and then much slower. */
  private resolveSlowChain(): number {
    const { strain, judged } = this.deviations;
    if (judged[RELATION.supply] === 0) return SLOW_CHAIN;
    if (strain[RELATION.supply]! > SUPPLY_TOO) return this.powerHasMoved ? POWER_SENSOR : PRESSURE_SENSOR;
    // Floaters that overflow make the supply seem larger, never smaller, so a missing supply counts by the limit without that.
    const missing = -this.deviations.slowChange(RELATION.supply);
    if (missing < SUPPLY_TOO * LIMIT[RELATION.supply]!) return SLOW_CHAIN;
    return this.powerHasMoved ? POWER_SENSOR : LEAKING_TANK;
  }

  /** The measured power is that of no compressor that runs. */
  private get isNothing(): boolean {
    return this.power < NO_POWER * this.fullPower;
  }

  private get isStrained(): boolean {
    const { strain } = this.deviations;
    const chain = Math.max(Math.abs(strain[RELATION.chain]!), Math.abs(strain[RELATION.shaft]!));
    return Math.max(chain, Math.abs(strain[RELATION.supply]!)) > POWER_FOLLOWS;
  }
}

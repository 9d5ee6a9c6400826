// The diagnosis: finds small and slowly growing faults from the relations between channels, and says what is likely wrong.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import type { SecondOpinion } from '../../stability/energy-balance.js';
import type { ProcessImage } from '../../state/image.js';
import type { ReducedModel } from '../reduced-model.js';
import { AirBalance } from './air-balance.js';
import { BLOCK_CHANNELS, BlockMeans } from './block-means.js';
import { Deviations } from './deviations.js';
import { FAULTS } from './faults.js';
import { Findings, NONE, UNKNOWN } from './findings.js';
import { mostLikelyFault } from './isolation.js';
import { RELATION, Relations } from './relations.js';
import { SupplyCause } from './supply-cause.js';

/** Positions in {@link Diagnosis.tick}: what the twin hands over on each tick. */
export const TWIN_TICK = {
  elapsedS: 0,
  /** Deviation of the chain and the shaft, as {@link RELATION} defines them; NaN where there is none. */
  chain: 1,
  shaft: 2,
  /** Torque that is set, N m. */
  setTorque: 3,
  /** Share of the flow into the floaters that does not find room in them. */
  overflow: 4,
  length: 5,
} as const;

/**
 * Added to the limits while the floaters overflow and while the chain swings. Of a supply the overflow shows other parameters of the plant,
 * which may be off by a tenth.
 */
const SUPPLY_PER_OVERFLOW = 0.1;
const SUPPLY_PER_SWING = 0.1;
const CHAIN_PER_SWING = 0.4;
/** Added to the limit of the supply while the compressor's power is not known: more than the limit itself, so nothing is learned. */
const SUPPLY_BY_BALANCE = 0.07;
/** Swings and overflow are seen soon and remembered for longer, s. */
const ATTACK_S = 15;
const RELEASE_S = 120;
/** Time over which the chain's mean speed is taken, s. */
const MEAN_SPEED_S = 20;
/** After a sudden fault this many blocks pass before it is named. */
const BLOCKS_TO_NAME = 2;

/** Where the channel is among the means that decides whether a fault is possible. */
const MEAN_OF_FAULT = FAULTS.map(({ channel, onlyOf = channel }) => BLOCK_CHANNELS.indexOf(onlyOf));

/** Nothing is allocated on a tick. */
export class Diagnosis implements SecondOpinion {
  /** In: see {@link TWIN_TICK}. */
  readonly tick = new Float64Array(TWIN_TICK.length).fill(Number.NaN);
  /** In: true while the compressor's power is known. */
  isSupplied = true;
  readonly deviations: Deviations;
  readonly findings: Findings;

  private readonly blocks: BlockMeans;
  private readonly relations: Relations;
  private readonly sum = new Float64Array(TWIN_TICK.length);
  private ticks = 0;
  private readonly supplyCause: SupplyCause;
  private readonly airBalance: AirBalance;
  /** Recent swings of the chain, as a share of its speed at the default operating point. */
  swing = 0;
  private overflow = 0;
  private meanSpeed = Number.NaN;
  private blocksSinceSudden = 0;
  private wasSupplied = true;
  private isResting = true;

  constructor(
    image: ProcessImage,
    parameters: PlantParameters,
    model: ReducedModel,
    private readonly defaultVelocity: number,
  ) {
    this.blocks = new BlockMeans(image);
    this.relations = new Relations(parameters, defaultVelocity);
    this.deviations = new Deviations(this.relations.deviation);
    this.airBalance = new AirBalance(parameters, model);
    this.supplyCause = new SupplyCause(this.deviations, parameters.compressorPower);
    this.findings = new Findings(this.deviations, (fault) => this.supplyCause.resolve(fault));
  }

  /** The sensor of generator or chain that drifts; null when none does. */
  get driftingChannel(): string | null {
    const fault = this.findings.fault.energy_balance;
    return fault === NONE || fault === UNKNOWN ? null : FAULTS[fault]!.channel;
  }

  /** The sensor that `twin_divergence` names; null when it names none, or while the twin rests. */
  get toldSensor(): string | null {
    const fault = this.findings.fault.twin_divergence;
    if (this.isResting || fault === NONE || fault === UNKNOWN) return null;
    return FAULTS[fault]!.only === 'measured' ? FAULTS[fault]!.channel : null;
  }

  /** The sensor of generator or chain that the last seconds speak against; null when they do not tell. */
  suspect(): string | null {
    const { quickStrain, judged, limit } = this.deviations;
    const fault = mostLikelyFault(quickStrain, limit, judged, this.findings.measured);
    return fault < 0 || FAULTS[fault]!.alarm !== 'energy_balance' ? null : FAULTS[fault]!.channel;
  }

  /** The compressor's power before its sensor was lost, or before a fault, W; NaN when it was never known. */
  get usualPower(): number {
    return this.supplyCause.usualPower;
  }

  /** True when a sudden fault has stood long enough to be named. */
  get canNameSudden(): boolean {
    return this.blocksSinceSudden >= BLOCKS_TO_NAME;
  }

  /**
   * Takes one tick.
   *
   * @param isSudden true while the twin's residuals have diverged at once
   */
  update(image: ProcessImage, isSudden: boolean): void {
    const { tick, sum } = this;
    this.isResting = false;
    this.findings.hasAnother = false;
    for (let i = 0; i < sum.length; i++) sum[i] = sum[i]! + tick[i]!;
    this.ticks++;
    if (!isSudden) this.blocksSinceSudden = 0;
    if (this.blocks.add(image, tick[TWIN_TICK.elapsedS]!)) this.judge(isSudden);
  }

  /** Begins a new block after a gap. What was learned stays. */
  reset(): void {
    this.isResting = true;
    this.blocks.reset();
    this.airBalance.reset();
    this.sum.fill(0);
    this.ticks = 0;
    this.blocksSinceSudden = 0;
  }

  private judge(isSudden: boolean): void {
    const { relations, deviations, sum, ticks } = this;
    const { deviation } = relations;
    relations.setTorque = sum[TWIN_TICK.setTorque]! / ticks;
    relations.compare(this.blocks);
    deviation[RELATION.supply] = this.airBalance.update(this.blocks, this.usualPower);
    deviation[RELATION.chain] = sum[TWIN_TICK.chain]! / ticks;
    deviation[RELATION.shaft] = sum[TWIN_TICK.shaft]! / ticks;
    this.widen(sum[TWIN_TICK.overflow]! / ticks);
    // With the power known the supply is compared with the model, without it with the power from before.
    if (this.isSupplied !== this.wasSupplied) deviations.beginAnew(RELATION.supply);
    this.wasSupplied = this.isSupplied;
    sum.fill(0);
    this.ticks = 0;
    deviations.update(this.blocks.lengthS, !isSudden);
    this.supplyCause.follow(this.blocks);
    if (isSudden) this.blocksSinceSudden++;
    for (let f = 0; f < FAULTS.length; f++)
      this.findings.measured[f] = Number.isNaN(this.blocks.mean[MEAN_OF_FAULT[f]!]!) ? 0 : 1;
    this.findings.update(isSudden);
    if (isSudden && this.blocksSinceSudden === BLOCKS_TO_NAME) this.findings.nameSudden();
  }

  private widen(overflow: number): void {
    const { widening } = this.deviations;
    const { velocity } = this.relations;
    const dtS = this.blocks.lengthS;
    if (Number.isNaN(this.meanSpeed)) this.meanSpeed = velocity;
    this.meanSpeed += (dtS / (MEAN_SPEED_S + dtS)) * (velocity - this.meanSpeed);
    const swing = Math.abs(velocity - this.meanSpeed) / this.defaultVelocity;
    if (!Number.isNaN(swing)) this.swing = remember(this.swing, swing, dtS);
    if (!Number.isNaN(overflow)) this.overflow = remember(this.overflow, overflow, dtS);
    const unsure = this.isSupplied ? 0 : SUPPLY_BY_BALANCE;
    widening[RELATION.supply] = unsure + SUPPLY_PER_OVERFLOW * this.overflow + SUPPLY_PER_SWING * this.swing;
    widening[RELATION.chain] = CHAIN_PER_SWING * this.swing;
    widening[RELATION.shaft] = CHAIN_PER_SWING * this.swing;
  }
}

/** Follows a rise soon and a fall late. */
function remember(before: number, now: number, dtS: number): number {
  return before + (dtS / ((now > before ? ATTACK_S : RELEASE_S) + dtS)) * (now - before);
}

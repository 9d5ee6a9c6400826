// Detects impossible or suspicious measurements: limits, NaN, rates of change, stuck sensors, oscillation, energy.
import { type SampleTable, VERDICT } from '../../../hal/samples.js';
import type { ValidationDepth } from '../../vocabulary/words.js';
import type { ProcessImage } from '../state/image.js';
import { CLOCK } from '../tick.js';
import { Consistency, RELATION, type RelationParameters } from './consistency.js';
import {
  type BalanceParameters,
  EnergyBalance,
  type EnergyFinding,
  type SecondOpinion,
} from './energy-balance.js';
import { MagnitudeLimits, type MagnitudeLimitValues } from './magnitude-limits.js';
import { OSCILLATING_CHANNELS, OscillationWatch } from './oscillation-watch.js';
import { PlausibleRanges } from './plausible-ranges.js';
import { RateOfChange } from './rate-of-change.js';
import { ScoreWindow } from './score-window.js';
import type { StuckMarks } from './stuck-marks.js';
import { type StuckParameters, StuckSensors } from './stuck-sensors.js';

export interface StabilityOptions {
  readonly limits: MagnitudeLimitValues;
  /** Control ticks a second. */
  readonly rateHz: number;
  /** Measured channels, in the order of the sample table. */
  readonly sensors: readonly string[];
  readonly parameters: RelationParameters & BalanceParameters & StuckParameters;
  /** Who else judges the sensors of generator and chain; null when left out. */
  readonly secondOpinion?: SecondOpinion;
  /** Length of the score's window, s; 10 by default. */
  readonly windowS?: number;
}

/** Constants of this module: an imported or exported one is looked up at each use, also in a loop. */
const { notFinite: NOT_FINITE, outOfRange: OUT_OF_RANGE } = VERDICT;
const RELATIONS = RELATION.length;

const DEFAULT_WINDOW_S = 10;
/** After a gap of this time without a tick, earlier readings are forgotten, s. */
const MAX_GAP_S = 1;
/** Swings below this share of the plant's range do not count as an oscillation, even if they grow. */
const OSCILLATION_FLOOR = 0.01;

/**
 * Every depth checks limits, NaN and range; `normal` adds rates, stuck sensors, oscillation and the energy balance; `full`
 * adds the consistency between channels and the plausible range of each. {@link check} allocates nothing.
 */
export class NumericalStabilityMonitor {
  /** The channel that is beyond a configured limit; null when there is none. */
  violatedChannel: string | null = null;
  /** False at reduced depth. Stuck sensors, energy balance and oscillation are then not judged and keep their state. */
  judgesConditions = false;
  /** The growing oscillation of the plant, when there is one. */
  readonly oscillation: OscillationWatch;

  private readonly window: ScoreWindow;
  private readonly limits: MagnitudeLimits;
  private readonly rates: RateOfChange;
  private readonly stuckSensors: StuckSensors;
  private readonly consistency: Consistency;
  private readonly balance: EnergyBalance;
  private readonly ranges: PlausibleRanges;
  /** Image index of each row of the sample table. */
  private readonly imageIndex: Int32Array;
  private readonly speedRatio: number;
  private readonly ratedTorque: number;
  /** First check number of each family of checks. */
  private readonly first: {
    readonly delivered: number;
    readonly rate: number;
    readonly stuck: number;
    readonly oscillation: number;
    readonly energy: number;
    readonly relation: number;
    readonly range: number;
  };
  private lastTickS = Number.NaN;
  private elapsedS = 0;

  constructor(image: ProcessImage, options: StabilityOptions) {
    const { sensors, parameters, limits } = options;
    this.speedRatio = parameters.gearRatio / parameters.sprocketRadius;
    this.limits = new MagnitudeLimits(image, limits);
    this.rates = new RateOfChange(image, { ...limits, speedRatio: this.speedRatio });
    this.stuckSensors = new StuckSensors(image, sensors, parameters, this.speedRatio);
    this.consistency = new Consistency(image, sensors, parameters);
    this.balance = new EnergyBalance(image, this.consistency, parameters, options.secondOpinion ?? null);
    this.ratedTorque = parameters.ratedTorque;
    this.oscillation = new OscillationWatch(image, this.floors(limits));
    this.imageIndex = Int32Array.from(sensors, (name) => image.indexOf(name));
    this.ranges = new PlausibleRanges(sensors);

    const delivered = this.limits.names.length;
    const rate = delivered + sensors.length;
    const stuck = rate + this.rates.channels.length;
    const oscillation = stuck + sensors.length;
    const energy = oscillation + OSCILLATING_CHANNELS.length;
    const relation = energy + 1;
    const range = relation + RELATION.length;
    this.first = { delivered, rate, stuck, oscillation, energy, relation, range };
    const ticks = Math.max(1, Math.round((options.windowS ?? DEFAULT_WINDOW_S) * options.rateHz));
    this.window = new ScoreWindow(ticks, range + sensors.length);
  }

  /** Replaces the limits from the next check on. The score keeps its history. */
  setLimits(limits: MagnitudeLimitValues): void {
    this.limits.set(limits);
    this.rates.set({ ...limits, speedRatio: this.speedRatio });
    this.oscillation.setFloors(this.floors(limits));
  }

  /** Reversals of the signals in {@link OSCILLATING_CHANNELS} that are smaller than this are ignored. */
  private floors({ maxVelocity }: MagnitudeLimitValues): readonly number[] {
    const speed = OSCILLATION_FLOOR * maxVelocity;
    return [speed, speed * this.speedRatio * this.ratedTorque];
  }

  /** Share of the checks of the window that held, 0..1. A tick with a violated limit counts as 0. */
  get score(): number {
    return this.window.score;
  }

  /** Checks that began to fail, since the start. */
  get violations(): number {
    return this.window.violations;
  }

  /** True while a channel is beyond a configured limit; `limits.onViolation` decides what follows. */
  get violated(): boolean {
    return this.violatedChannel !== null;
  }

  /** 1 for each row of the sample table that repeats the same value: the condition of `sensor_stuck.<channel>`, without its delay. */
  get stuck(): Uint8Array {
    return this.stuckSensors.stuck;
  }

  /** In: 1 for each of these rows whose alarm stands. */
  get stuckReported(): Uint8Array {
    return this.stuckSensors.reported;
  }

  /** The sensors that comparisons of channels leave out. */
  get stuckMarks(): StuckMarks {
    return this.stuckSensors.marks;
  }

  /** True while an energy balance is violated. */
  get energyImbalance(): boolean {
    return this.balance.violated;
  }

  /** Which balance does not close while one is violated; otherwise null. */
  get energyFinding(): EnergyFinding | null {
    return this.balance.finding;
  }

  /** The channel that is probably wrong while an energy balance is violated; otherwise null. */
  get energySuspect(): string | null {
    return this.balance.suspect;
  }

  /**
   * One tick.
   *
   * @param running true when the plant runs; at rest a channel may repeat the same value, unless others contradict it
   */
  check(
    image: ProcessImage,
    samples: SampleTable,
    clock: Float64Array,
    depth: ValidationDepth,
    running: boolean,
  ): void {
    this.elapsedS = clock[CLOCK.nowS]! - this.lastTickS;
    this.lastTickS = clock[CLOCK.nowS]!;
    const continues = this.elapsedS > 0 && this.elapsedS <= MAX_GAP_S;
    const judgedBefore = this.judgesConditions;
    this.judgesConditions = depth !== 'reduced';
    if (judgedBefore && !this.judgesConditions) this.stuckMarks.release(image);
    this.checkLimits(image);
    this.checkDeliveries(samples);
    if (this.judgesConditions) {
      if (!judgedBefore || !continues) this.forget();
      else this.checkCourse(image, samples, running);
      if (depth === 'full') this.checkPlausibility(image);
    }
    this.window.endTick();
  }

  private checkLimits(image: ProcessImage): void {
    const { limits, window } = this;
    this.violatedChannel = null;
    for (let i = 0; i < limits.names.length; i++) {
      if (!limits.isKnown(i, image)) continue;
      const beyond = limits.isBeyond(i, image);
      window.judge(i, beyond);
      if (!beyond) continue;
      window.failTick();
      this.violatedChannel ??= limits.names[i]!;
    }
  }

  private checkDeliveries({ deliveries, verdict }: SampleTable): void {
    for (let row = 0; row < this.imageIndex.length; row++) {
      if (deliveries[row] === 0) continue;
      const dropped = verdict[row] === NOT_FINITE || verdict[row] === OUT_OF_RANGE;
      this.window.judge(this.first.delivered + row, dropped);
    }
  }

  /** The checks that need more than one tick. */
  private checkCourse(image: ProcessImage, samples: SampleTable, running: boolean): void {
    const { window, first, rates } = this;
    for (let i = 0; i < rates.channels.length; i++) {
      window.judge(first.rate + i, rates.isImplausible(i, image));
    }
    this.checkOscillation(image);
    this.consistency.update(image);
    this.checkStuck(image, samples, running);
    this.balance.elapsedS = this.elapsedS;
    this.balance.update(image);
    window.judge(first.energy, this.balance.violated);
  }

  private checkStuck(image: ProcessImage, samples: SampleTable, running: boolean): void {
    const { stuckSensors, consistency, balance } = this;
    stuckSensors.elapsedS = this.elapsedS;
    stuckSensors.contradicted = consistency.someFailed ? consistency.suspect() : balance.contradicted;
    stuckSensors.update(image, samples, running);
    for (let row = 0; row < this.imageIndex.length; row++) {
      const isStuck = stuckSensors.stuck[row] === 1;
      if (running || isStuck) this.window.judge(this.first.stuck + row, isStuck);
    }
  }

  private checkOscillation(image: ProcessImage): void {
    const { oscillation, window, first } = this;
    oscillation.update(image, this.elapsedS);
    for (let i = 0; i < OSCILLATING_CHANNELS.length; i++) {
      window.judge(first.oscillation + i, oscillation.isActive(i));
    }
  }

  private checkPlausibility(image: ProcessImage): void {
    const { consistency, window, first, ranges } = this;
    for (let i = 0; i < RELATIONS; i++) {
      if (consistency.judged[i] === 1) window.judge(first.relation + i, consistency.failed[i] === 1);
    }
    for (let row = 0; row < this.imageIndex.length; row++) {
      const channel = this.imageIndex[row]!;
      if (!image.isGood(channel)) continue;
      window.judge(first.range + row, ranges.isOutside(row, image.read(channel)));
    }
  }

  private forget(): void {
    this.rates.reset();
    this.stuckSensors.skipGap();
    this.balance.reset();
    this.oscillation.reset();
  }
}

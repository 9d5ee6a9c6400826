// The profiler: measures how long each phase of the control tick takes, how long the whole tick, and how late it began.

import { BASE_RATE_HZ } from '../../vocabulary/words.js';
import type { DurationFigures } from '../records/health.js';
import { type DistributionReport, RollingDistribution } from './rolling-distribution.js';

export interface ProfilerOptions {
  /** Names of the phases; their position is their index. */
  readonly phases: readonly string[];
  /** Names of counters, if any; their position is their index. */
  readonly counters?: readonly string[];
  /** A monotonic clock in milliseconds from any origin. It is only observed: no decision depends on it. */
  readonly clock: () => number;
  /** Length of the rolling window, seconds. Default: 60. */
  readonly windowS?: number;
}

/** A duration over the window and since the start, in microseconds. */
export interface DurationReport {
  readonly window: DistributionReport;
  readonly total: DistributionReport;
}

export interface ProfilerReport {
  readonly phases: Readonly<Record<string, DurationReport>>;
  readonly compute: DurationReport;
  readonly lateness: DurationReport;
  readonly counters: Readonly<Record<string, number>>;
}

const WINDOW_BLOCKS = 6;
const DEFAULT_WINDOW_S = 60;
const US_PER_MS = 1000;

/** Positions in the profiler's scratch array. The numbers are in an array because storing there never allocates. */
const BEGIN_MS = 0;
const MARK_MS = 1;
const COMPUTE_US = 2;
const LATENESS_US = 3;
const SCRATCH = 4;

/**
 * Around a control tick call {@link beginTick}, {@link endPhase} after each phase that ran, and {@link endTick}. Between two
 * marks the time belongs to the phase that ends, so the phases, and the time before `endTick`, add up to the compute time.
 * The durations wait in an array for {@link recordTick}, because to add them to the distributions takes a twentieth of the tick.
 *
 * Memory is fixed. The window moves with the base ticks, not with the clock, so it is also right in virtual time and in replays.
 */
export class PerformanceProfiler {
  private readonly clock: () => number;
  private readonly phaseNames: readonly string[];
  private readonly counterNames: readonly string[];
  private readonly phases: readonly RollingDistribution[];
  private readonly compute = new RollingDistribution(WINDOW_BLOCKS);
  private readonly lateness = new RollingDistribution(WINDOW_BLOCKS);
  private readonly all: readonly RollingDistribution[];
  private readonly counters: Float64Array;
  private readonly blockTicks: number;
  private readonly scratch = new Float64Array(SCRATCH);
  /** The durations of the last tick by phase; 0 for a phase that did not run. */
  private readonly lastUs: Float64Array;
  /** 1 for each phase that ran in this tick. */
  private readonly ran: Uint8Array;
  /** True when the durations of the last tick, or its lateness, wait to be recorded. */
  private hasTick = false;
  private hasLateness = false;
  private block = 0;
  /** The first of the distributions whose ended block waits to be merged. */
  private unsettled = 0;

  constructor({ phases, counters = [], clock, windowS = DEFAULT_WINDOW_S }: ProfilerOptions) {
    if (!(windowS * BASE_RATE_HZ >= WINDOW_BLOCKS)) {
      throw new RangeError(
        `profiler: windowS is ${windowS}, it has to be at least ${WINDOW_BLOCKS / BASE_RATE_HZ}`,
      );
    }
    this.clock = clock;
    this.phaseNames = phases;
    this.counterNames = counters;
    this.phases = phases.map(() => new RollingDistribution(WINDOW_BLOCKS));
    this.all = [...this.phases, this.compute, this.lateness];
    this.counters = new Float64Array(counters.length);
    this.lastUs = new Float64Array(phases.length);
    this.ran = new Uint8Array(phases.length);
    this.blockTicks = Math.round((windowS * BASE_RATE_HZ) / WINDOW_BLOCKS);
  }

  /** @param tick index of the base tick; it decides when the window moves on */
  beginTick(tick: number): void {
    this.recordTick();
    const block = Math.floor(tick / this.blockTicks);
    if (block > this.block) {
      this.moveWindow(Math.min(block - this.block, WINDOW_BLOCKS));
      this.block = block;
    } else if (this.unsettled < this.all.length) {
      // One in each tick, because all of them in one tick take as long as several scans.
      this.all[this.unsettled++]!.settle();
    }
    // Faster for a few numbers than `fill`, which is a call into the engine.
    for (let phase = 0; phase < this.lastUs.length; phase++) {
      this.lastUs[phase] = 0;
      this.ran[phase] = 0;
    }
    const now = this.clock();
    this.scratch[BEGIN_MS] = now;
    this.scratch[MARK_MS] = now;
  }

  /** Ends a phase: it took the time since the last mark. */
  endPhase(phase: number): void {
    const scratch = this.scratch;
    const now = this.clock();
    this.lastUs[phase] = Math.max(0, now - scratch[MARK_MS]!) * US_PER_MS;
    scratch[MARK_MS] = now;
    this.ran[phase] = 1;
  }

  endTick(): void {
    const scratch = this.scratch;
    scratch[COMPUTE_US] = Math.max(0, this.clock() - scratch[BEGIN_MS]!) * US_PER_MS;
    this.hasTick = true;
  }

  /** Notes how long after its deadline a control tick began, microseconds; negative values count as 0. */
  recordLateness(us: number): void {
    if (this.hasLateness) this.recordTick();
    this.scratch[LATENESS_US] = Math.max(0, us);
    this.hasLateness = true;
  }

  /**
   * Adds the durations of the last control tick to the distributions. To be called on the base tick after it. Each figure, and the next
   * control tick, does so itself: a call only chooses the moment.
   */
  recordTick(): void {
    if (this.hasLateness) this.lateness.addFrom(this.scratch, LATENESS_US);
    this.hasLateness = false;
    if (!this.hasTick) return;
    this.hasTick = false;
    this.compute.addFrom(this.scratch, COMPUTE_US);
    for (let phase = 0; phase < this.phases.length; phase++) {
      if (this.ran[phase] === 1) this.phases[phase]!.addFrom(this.lastUs, phase);
    }
  }

  /** Increments a counter. */
  count(counter: number, by = 1): void {
    this.counters[counter] = this.counters[counter]! + by;
  }

  /** How long the last control tick took, microseconds. */
  get lastComputeUs(): number {
    return this.scratch[COMPUTE_US]!;
  }

  /** The index of the longest phase of the last tick. */
  get longestPhase(): number {
    let longest = 0;
    for (let phase = 1; phase < this.lastUs.length; phase++) {
      if (this.lastUs[phase]! > this.lastUs[longest]!) {
        longest = phase;
      }
    }
    return longest;
  }

  /** How long a phase of the last tick took, microseconds; 0 when it did not run. */
  lastPhaseUs(phase: number): number {
    return this.lastUs[phase]!;
  }

  /** The figures of each phase, by name. Allocates, as the next two do. */
  phaseFigures(): Record<string, DurationFigures> {
    this.recordTick();
    return Object.fromEntries(this.phaseNames.map((name, i) => [name, this.phases[i]!.figures()]));
  }

  computeFigures(): DurationFigures {
    this.recordTick();
    return this.compute.figures();
  }

  latenessFigures(): DurationFigures {
    this.recordTick();
    return this.lateness.figures();
  }

  /** Brings the distributions into the processor's caches. Allocates nothing. */
  lookOver(): void {
    this.recordTick();
    for (const distribution of this.all) distribution.lookOver();
  }

  /** All figures by name, for reports. Allocates. */
  report(): ProfilerReport {
    this.recordTick();
    return {
      phases: Object.fromEntries(this.phaseNames.map((name, i) => [name, reportOf(this.phases[i]!)])),
      compute: reportOf(this.compute),
      lateness: reportOf(this.lateness),
      counters: Object.fromEntries(this.counterNames.map((name, i) => [name, this.counters[i]!])),
    };
  }

  private moveWindow(blocks: number): void {
    for (let i = 0; i < blocks; i++) {
      for (const distribution of this.all) distribution.rotate();
    }
    this.unsettled = 0;
  }
}

function reportOf(distribution: RollingDistribution): DurationReport {
  return { window: distribution.window(), total: distribution.total() };
}

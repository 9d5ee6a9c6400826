// A profiler for tests, whose clock a test moves.
import { PerformanceProfiler } from '../../../src/control/profiler/performance-profiler.js';

export const PHASES = ['acquire', 'alarms', 'publish'];
/** Control ticks at 15 Hz. */
export const STEP = 4;

/** A profiler whose clock a test moves. */
export class Profiled {
  nowMs = 100;
  readonly profiler: PerformanceProfiler;

  constructor(options: { windowS?: number; counters?: string[] } = {}) {
    this.profiler = new PerformanceProfiler({ phases: PHASES, clock: () => this.nowMs, ...options });
  }

  /** A tick whose phases take these times, us; undefined for a phase that does not run. */
  tick(tick: number, phasesUs: readonly (number | undefined)[], afterUs = 0): void {
    this.profiler.beginTick(tick);
    phasesUs.forEach((us, phase) => {
      if (us === undefined) return;
      this.nowMs += us / 1000;
      this.profiler.endPhase(phase);
    });
    this.nowMs += afterUs / 1000;
    this.profiler.endTick();
  }

  ticks(from: number, to: number, phasesUs: readonly (number | undefined)[]): void {
    for (let tick = from; tick < to; tick += STEP) this.tick(tick, phasesUs);
  }
}

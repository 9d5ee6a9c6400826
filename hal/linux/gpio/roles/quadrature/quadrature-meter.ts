// Calculates signed speed and path from the edges of two lines that are shifted by a quarter of a pulse.
import type { Level } from '../../../../hal.js';

/** Edges of both lines in one pulse. */
export const EDGES_A_PULSE = 4;
/** The speed is the mean over this time, or over one pulse when that is longer: the four edges of a pulse are uneven. */
const WINDOW_S = 0.1;
/** Number of stored edges: five times those of a window at 2,000 edges a second on each line. */
const KEPT = 2048;
/** Without an edge for the time of one at this speed the chain counts as standing, but after 1 s at the earliest and 10 s at the latest. */
const STANDSTILL_MPS = 0.02;
const MIN_PATIENCE_S = 1;
const MAX_PATIENCE_S = 10;

/** `glitch`: the line had this level already, so at least one edge was missed. The path is then wrong by what was missed. */
export type EdgeVerdict = 'counted' | 'glitch';

/**
 * The levels of A and B go through 00, 10, 11, 01 in the positive direction. Every edge is one step. A contact that bounces goes one
 * step forwards and one back, so it changes neither path nor speed. All times are monotonic seconds.
 */
export class QuadratureMeter {
  /** Steps since the beginning, negative in the other direction. */
  steps = 0;
  private readonly stepM: number;
  private readonly patienceS: number;
  private readonly levels: [Level, Level];
  private readonly times = new Float64Array(KEPT);
  private readonly counts = new Float64Array(KEPT);
  private kept = 0;
  private head = 0;
  private speedMps = 0;
  private waitingSinceS = 0;
  /** True from a restart of a moving chain until the first measurement after it. */
  private isOutdated = false;

  /**
   * @param metresPerPulse negative when the positive direction is the other one
   * @param levels of A and B now
   */
  constructor(metresPerPulse: number, levels: readonly [Level, Level]) {
    this.stepM = metresPerPulse / EDGES_A_PULSE;
    this.patienceS = Math.min(
      MAX_PATIENCE_S,
      Math.max(MIN_PATIENCE_S, Math.abs(this.stepM) / STANDSTILL_MPS),
    );
    this.levels = [...levels];
  }

  /** Path since the beginning, m. */
  get pathM(): number {
    return this.steps * this.stepM;
  }

  /** Ignores the edges before `nowS` for the speed. The path continues. */
  restart(nowS: number): void {
    this.kept = 0;
    this.waitingSinceS = nowS;
    this.isOutdated = this.speedMps !== 0;
  }

  /** @param line 0 for A, 1 for B; edges of both lines have to come in the order of their times */
  edge(line: 0 | 1, level: Level, timeS: number): EdgeVerdict {
    if (level === this.levels[line]) return 'glitch';
    const other = this.levels[line === 0 ? 1 : 0];
    this.levels[line] = level;
    // A leads: its edge makes the levels different in the positive direction, and an edge of B makes them equal.
    this.steps += (level !== other) === (line === 0) ? 1 : -1;
    this.keep(timeS);
    if (this.kept > 1) {
      this.speedMps = this.meanSpeed();
      this.isOutdated = false;
    }
    return 'counted';
  }

  /** The signed speed at `nowS` in m/s; NaN while it is unknown after a restart. */
  speedAt(nowS: number): number {
    const waitedS = nowS - this.waitingSinceS;
    if (waitedS >= this.patienceS) {
      this.speedMps = 0;
      this.isOutdated = false;
    }
    if (this.isOutdated) return Number.NaN;
    // Between two edges the chain is slower than one pulse in the time since the last one: edges are uneven.
    const boundMps = (EDGES_A_PULSE * Math.abs(this.stepM)) / Math.max(waitedS, Number.MIN_VALUE);
    return Math.sign(this.speedMps) * Math.min(Math.abs(this.speedMps), boundMps);
  }

  private keep(timeS: number): void {
    this.head = (this.head + 1) % KEPT;
    this.times[this.head] = timeS;
    this.counts[this.head] = this.steps;
    this.kept = Math.min(this.kept + 1, KEPT);
    this.waitingSinceS = timeS;
  }

  private meanSpeed(): number {
    const newestS = this.times[this.head]!;
    let back = Math.min(EDGES_A_PULSE, this.kept - 1);
    while (back + 1 < this.kept && newestS - this.times[this.at(back + 1)]! <= WINDOW_S) back++;
    const oldest = this.at(back);
    const spanS = newestS - this.times[oldest]!;
    return spanS > 0 ? (this.stepM * (this.steps - this.counts[oldest]!)) / spanS : this.speedMps;
  }

  private at(back: number): number {
    return (this.head - back + KEPT) % KEPT;
  }
}

// Decides for how long a condition on the efficiency has to hold before it says something about the load.
import { EFFICIENCY_SPAN_S } from './spans.js';

/** A swing of the chain is judged against its mean speed over about this time, s ... */
const MEAN_S = 20;
/** ... when it goes this share below the mean, and then as far above it: far more than noise and the passing of floaters. */
const SWING_SHARE = 0.1;
/** The chain swings until no swing came for this time, s. The slowest swings of the simulated plant, at a tenth of the air, take 61 s. */
const LONGEST_SWING_S = 90;
/** From a slow chain to a fast one it is a part of a swing, s. A longer way is not a swing but another load. */
const LONGEST_RISE_S = 45;

/**
 * The window of the efficiency contains a part of a swing more or less, so its value moves with the swings around the true one. While
 * the chain swings, a condition therefore has to hold for a whole window more. After a start the window contains a part of a
 * revolution, and floaters that were filled but have not risen yet: nothing is concluded before every floater has passed once.
 */
export class EfficiencyWait {
  private pathM = 0;
  private runsForS = 0;
  private meanMps = Number.NaN;
  private sinceSlowS = Number.POSITIVE_INFINITY;
  private sinceSwingS = Number.POSITIVE_INFINITY;

  /** @param revolutionM length of the chain, m */
  constructor(private readonly revolutionM: number) {}

  /** A condition on the efficiency counts after this time, s; infinite while nothing can be concluded. */
  get seconds(): number {
    const isAround = this.pathM >= this.revolutionM || this.runsForS >= EFFICIENCY_SPAN_S;
    if (!isAround) return Number.POSITIVE_INFINITY;
    return this.sinceSwingS < LONGEST_SWING_S ? EFFICIENCY_SPAN_S : 0;
  }

  /** Takes one tick of the running plant: the speed of the chain, m/s, NaN while it is not known; and the time since the last tick, s. */
  update(speedMps: number, dtS: number): void {
    this.runsForS += dtS;
    // Without a speed nobody sees whether the swings go on, so they do not end.
    if (Number.isNaN(speedMps)) return;
    this.sinceSwingS += dtS;
    this.sinceSlowS += dtS;
    this.pathM += speedMps * dtS;
    if (Number.isNaN(this.meanMps)) this.meanMps = speedMps;
    this.meanMps += (dtS / (MEAN_S + dtS)) * (speedMps - this.meanMps);
    if (speedMps < (1 - SWING_SHARE) * this.meanMps) this.sinceSlowS = 0;
    if (this.sinceSlowS > LONGEST_RISE_S || speedMps <= (1 + SWING_SHARE) * this.meanMps) return;
    this.sinceSlowS = Number.POSITIVE_INFINITY;
    this.sinceSwingS = 0;
  }

  /** The plant does not run: what comes next is a start. */
  clear(): void {
    this.pathM = 0;
    this.runsForS = 0;
    this.meanMps = Number.NaN;
    this.sinceSlowS = Number.POSITIVE_INFINITY;
    this.sinceSwingS = Number.POSITIVE_INFINITY;
  }
}

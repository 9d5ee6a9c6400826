// Decides from the good measurements of both speeds whether the chain turns, stands, or is too slow. The twin has no say.
import type { ControlPlan } from '../plan/plan.js';
import type { ProcessImage } from '../state/image.js';
import { CLOCK } from '../tick.js';
import { defaultPoint } from '../twin/operating-point.js';
import { SpeedRecord } from './speed-record.js';

/** Contract: the chain turns when the mean of a speed is above this, m/s. */
export const TURNING_MPS = 0.2;
/** Contract: the chain stands when the mean of every speed is below this, m/s. */
export const STANDING_MPS = 0.05;
/** Contract: those means are over this time, s. */
const MEAN_S = 2;
/** Contract: below this share of the speed at the default operating point a running chain does not turn. */
const SLOW_SHARE = 0.02;
/** That speed is a mean over this time, s, because of noise. */
const SLOW_MEAN_S = 0.25;
const ROUNDING_MPS = 1e-9;

export class ChainMotion {
  /** True when a good speed says that the chain turns. */
  turns = false;
  /** True when every good speed has been low for the whole time of the mean, and there is at least one. */
  stands = false;
  /** True when every good speed is almost 0; null when no speed is good. */
  isSlow: boolean | null = null;
  /**
   * True when the first measurements of the speed were seen: two of each sensor, or what came in the time of the mean. Before, nobody
   * knows whether the chain turns.
   */
  isWatched = false;
  /** The highest good speed, m/s, without its sign; NaN when no speed is good. */
  speedMps = Number.NaN;
  /** True when the plant has a sensor for a speed. */
  readonly hasSensor: boolean;

  private readonly channels: Int32Array;
  /** Factor from the channel's unit to the speed of the chain. */
  private readonly factors: Float64Array;
  private readonly records: readonly SpeedRecord[];
  private readonly slowMps: number;
  /** Of each sensor the time of its latest measurement, and how many came, up to two. */
  private readonly measuredS: Float64Array;
  private readonly seen: Uint8Array;
  private sinceS = Number.NaN;
  /** Speed of the chain at the default operating point, m/s. */
  readonly defaultMps: number;

  constructor({ at, config }: ControlPlan) {
    const { sprocketRadius, gearRatio } = config.plant;
    this.channels = Int32Array.of(at.velocity, at.speed);
    this.factors = Float64Array.of(1, sprocketRadius / gearRatio);
    this.records = [new SpeedRecord(MEAN_S), new SpeedRecord(MEAN_S)];
    this.measuredS = new Float64Array(this.records.length).fill(Number.NaN);
    this.seen = new Uint8Array(this.records.length);
    this.hasSensor = at.velocity >= 0 || at.speed >= 0;
    this.defaultMps = defaultPoint(config.plant).velocity;
    this.slowMps = SLOW_SHARE * this.defaultMps;
  }

  /** One base tick, after the image was filled with measurements and before the twin replaces any. */
  look(image: ProcessImage, clock: Float64Array): void {
    const { channels, records, factors } = this;
    for (let k = 0; k < records.length; k++) {
      const channel = channels[k]!;
      if (image.isGood(channel)) records[k]!.add(clock[CLOCK.nowS]!, image.read(channel) * factors[k]!);
      else records[k]!.clear();
    }
    if (!this.isWatched) this.watch(image, clock[CLOCK.nowS]!);
  }

  private watch(image: ProcessImage, nowS: number): void {
    if (Number.isNaN(this.sinceS)) this.sinceS = nowS;
    this.isWatched = nowS - this.sinceS >= MEAN_S;
    let isWatched = true;
    for (let k = 0; k < this.records.length; k++) {
      const channel = this.channels[k]!;
      if (channel < 0) continue;
      if (image.isGood(channel) && image.timeOf(channel) !== this.measuredS[k]) {
        this.measuredS[k] = image.timeOf(channel);
        this.seen[k] = Math.min(2, this.seen[k]! + 1);
      }
      if (this.seen[k]! < 2) isWatched = false;
    }
    this.isWatched ||= isWatched;
  }

  /** The control tick: draws the conclusions. */
  judge(): void {
    this.turns = false;
    this.stands = true;
    this.isSlow = null;
    this.speedMps = Number.NaN;
    for (let k = 0; k < this.records.length; k++) {
      if (!this.records[k]!.isEmpty) this.consider(this.records[k]!);
    }
    if (this.isSlow === null) this.stands = false;
  }

  private consider(record: SpeedRecord): void {
    const meanMps = record.mean;
    if (meanMps > TURNING_MPS + ROUNDING_MPS) this.turns = true;
    if (!(record.isFull && meanMps < STANDING_MPS)) this.stands = false;
    this.isSlow = (this.isSlow ?? true) && record.meanOfLast(SLOW_MEAN_S) < this.slowMps;
    const latest = Math.abs(record.latest);
    if (!(this.speedMps >= latest)) this.speedMps = latest;
  }
}

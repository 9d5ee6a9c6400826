// Finds sensors that go on delivering the same value, to the bit, where noise makes that implausible.
import { type SampleTable, VERDICT } from '../../../hal/samples.js';

/** Runs of equal values that a channel must have shown before it is judged: one that never changed may be a constant. */
const RUNS_TO_KNOW = 20;
/** So many times its usual run of equal values, and at least so many of them, are no chance any more. */
const IMPLAUSIBLE_RUNS = 20;
const IMPLAUSIBLE_VALUES = 20;
const RUN_WEIGHT = 0.05;
/** Slow quantities rest within one step of their sensor for long: what they show in a minute says nothing. */
const SLOW_CHANNELS: readonly string[] = ['generator.temperature', 'water.temperature'];
const IMPLAUSIBLE_SLOW_VALUES = 500;

/**
 * Each channel's own history tells how often it repeats a value. Zero is never judged: it is what a quantity at rest shows.
 * Whether a stuck value is reported at once or after ten seconds is the alarm's delay, not decided here.
 */
export class StuckSensors {
  /** 1 for each row of the sample table that is stuck. */
  readonly stuck: Uint8Array;
  private readonly lastValue: Float64Array;
  private readonly lastDeliveries: Float64Array;
  /** How often the present value was seen with a new delivery. */
  private readonly run: Float64Array;
  private readonly usualRun: Float64Array;
  private readonly runsSeen: Uint8Array;
  private readonly fewest: Float64Array;

  constructor(sensors: readonly string[]) {
    const n = sensors.length;
    this.stuck = new Uint8Array(n);
    this.lastValue = new Float64Array(n).fill(Number.NaN);
    this.lastDeliveries = new Float64Array(n);
    this.run = new Float64Array(n);
    this.usualRun = new Float64Array(n).fill(1);
    this.runsSeen = new Uint8Array(n);
    this.fewest = Float64Array.from(sensors, (name) =>
      SLOW_CHANNELS.includes(name) ? IMPLAUSIBLE_SLOW_VALUES : IMPLAUSIBLE_VALUES,
    );
  }

  /** Looks at the last delivery of a row, if there is a new one. Those in between were not seen and do not count. */
  observe(row: number, samples: SampleTable): void {
    const deliveries = samples.deliveries[row]!;
    if (deliveries === this.lastDeliveries[row]) return;
    this.lastDeliveries[row] = deliveries;
    // What was dropped is no value: the one in the table is then the last good one.
    if (samples.verdict[row] !== VERDICT.accepted) return;
    const value = samples.value[row]!;
    if (value === this.lastValue[row]) {
      this.run[row] = this.run[row]! + 1;
      this.stuck[row] = this.isImplausible(row, value) ? 1 : 0;
    } else {
      this.learn(row);
      this.lastValue[row] = value;
      this.run[row] = 1;
      this.stuck[row] = 0;
    }
  }

  /** To be called instead while the plant does not run: a run that began at rest says nothing. */
  rest(): void {
    this.stuck.fill(0);
    this.run.fill(0);
    this.lastValue.fill(Number.NaN);
  }

  private isImplausible(row: number, value: number): boolean {
    if (value === 0 || this.runsSeen[row]! < RUNS_TO_KNOW) return false;
    return this.run[row]! > Math.max(this.fewest[row]!, IMPLAUSIBLE_RUNS * this.usualRun[row]!);
  }

  /** A run has ended. One that was taken for a fault is not what is usual. */
  private learn(row: number): void {
    if (this.run[row] === 0 || this.stuck[row] === 1 || this.lastValue[row] === 0) return;
    if (this.runsSeen[row]! < RUNS_TO_KNOW) this.runsSeen[row]!++;
    this.usualRun[row] = this.usualRun[row]! + RUN_WEIGHT * (this.run[row]! - this.usualRun[row]!);
  }
}

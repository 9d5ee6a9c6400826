// Finds sensors that keep delivering a bit-identical value although noise makes that implausible.
import { type SampleTable, VERDICT } from '../../../hal/samples.js';

/** A channel is judged after this many runs of equal values; one that never changed may be a constant. */
const RUNS_TO_KNOW = 20;
/** A run is stuck when it is this multiple of the usual run of equal values, and has at least this many of them. */
const IMPLAUSIBLE_RUNS = 20;
const IMPLAUSIBLE_VALUES = 20;
const RUN_WEIGHT = 0.05;
/** Slow quantities can stay within one step of their sensor for a long time, so they need more equal values. */
const SLOW_CHANNELS: readonly string[] = ['generator.temperature', 'water.temperature'];
const IMPLAUSIBLE_SLOW_VALUES = 500;

/**
 * The history of each channel shows how often it repeats a value. Zero is never judged, because a quantity at rest is zero.
 * The alarm's own delay decides when a stuck value is reported.
 */
export class StuckSensors {
  /** 1 for each row of the sample table that is stuck. */
  readonly stuck: Uint8Array;
  private readonly lastValue: Float64Array;
  private readonly lastDeliveries: Float64Array;
  /** Number of deliveries with the present value. */
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

  /** Looks at the last delivery of a row, if there is a new one. Deliveries between two calls do not count. */
  observe(row: number, samples: SampleTable): void {
    const deliveries = samples.deliveries[row]!;
    if (deliveries === this.lastDeliveries[row]) return;
    this.lastDeliveries[row] = deliveries;
    // A dropped value is not stored. The table keeps the last good value.
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

  /** Called instead while the plant does not run: ends the present runs, because a run that began at rest is normal. */
  rest(): void {
    this.stuck.fill(0);
    this.run.fill(0);
    this.lastValue.fill(Number.NaN);
  }

  private isImplausible(row: number, value: number): boolean {
    if (value === 0 || this.runsSeen[row]! < RUNS_TO_KNOW) return false;
    return this.run[row]! > Math.max(this.fewest[row]!, IMPLAUSIBLE_RUNS * this.usualRun[row]!);
  }

  /** Ends a run. A run that was judged stuck does not count as usual. */
  private learn(row: number): void {
    if (this.run[row] === 0 || this.stuck[row] === 1 || this.lastValue[row] === 0) return;
    if (this.runsSeen[row]! < RUNS_TO_KNOW) this.runsSeen[row]!++;
    this.usualRun[row] = this.usualRun[row]! + RUN_WEIGHT * (this.run[row]! - this.usualRun[row]!);
  }
}

// Runs a simulated plant with twin and stability monitor in virtual time.

import { NumericalStabilityMonitor } from '../../../src/control/stability/numerical-stability-monitor.js';
import type { ValidationDepth } from '../../../src/vocabulary/words.js';
import { type BenchOptions, DEFAULTS, PlantBench } from '../twin/plant-bench.js';

export const LIMITS = { maxVelocity: 10, maxAcceleration: 50, maxForce: 100_000 };

/** The monitor checks after each tick of the bench. Then `each` is called. */
export class MonitoredPlant {
  readonly bench: PlantBench;
  readonly monitor: NumericalStabilityMonitor;
  depth: ValidationDepth = 'normal';
  each: (plant: MonitoredPlant) => void = () => {};

  constructor(options: BenchOptions = {}) {
    this.bench = new PlantBench(options);
    this.monitor = new NumericalStabilityMonitor(this.bench.image, {
      limits: LIMITS,
      rateHz: this.bench.rateHz,
      sensors: this.bench.hal.samples.names,
      parameters: DEFAULTS,
    });
    this.bench.afterTick = ({ image, clock, hal, isRunning }) => {
      this.monitor.check(image, hal.samples, clock, this.depth, isRunning);
      this.each(this);
    };
  }

  /** A plant that has run for a minute. */
  static async running(options: BenchOptions = {}): Promise<MonitoredPlant> {
    const plant = new MonitoredPlant(options);
    await plant.bench.open();
    plant.bench.run(1).start().run(60);
    return plant;
  }

  /** The channels that are stuck now. */
  get stuck(): string[] {
    return this.bench.hal.samples.names.filter((_, row) => this.monitor.stuck[row] === 1);
  }
}

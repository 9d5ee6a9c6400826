// The load to begin with at the present supply of air: the model's, with what the search has learned about it.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import type { Objective } from './average.js';
import { PlantOptimum } from './plant-optimum.js';
import { Trim } from './trim.js';

export class FeedForward {
  private readonly optimum: PlantOptimum;
  private readonly trim = new Trim();
  private readonly fullW: number;

  constructor(p: PlantParameters, objective: Objective) {
    this.optimum = new PlantOptimum(p, objective);
    this.fullW = p.compressorPower;
  }

  /** The load, 0..1, while the running compressor takes this power, W. */
  loadAt(suppliedW: number): number {
    const load = this.optimum.loadAt(suppliedW) + this.trim.at(suppliedW / this.fullW);
    return Math.min(1, Math.max(0, load));
  }

  /** True when the best load was searched before at about this supply, W. */
  isTrimmedAt(suppliedW: number): boolean {
    return this.trim.knows(suppliedW / this.fullW);
  }

  /** Takes the best load that was found at this supply, W. */
  learn(suppliedW: number, load: number): void {
    if (Number.isNaN(suppliedW)) return;
    this.trim.learn(suppliedW / this.fullW, load - this.optimum.loadAt(suppliedW));
  }
}

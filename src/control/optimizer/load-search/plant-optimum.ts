// The best load by the plant's model, for each supply of air: computed once and then looked up.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import type { Objective } from './average.js';
import { SteadyPlant } from './steady-plant.js';

/** The table has a load for each of these steps of the compressor's power, as shares of `plant.compressorPower`, ... */
const SUPPLY_STEP = 0.05;
/** ... up to this share: the real compressor may be larger than the configured one. */
const SUPPLY_STEPS = 26;
/** Speeds of the chain that are tried, m/s: each is this share slower than the one before. */
const FASTEST_MPS = 8;
const SLOWEST_MPS = 0.4;
const SLOWER = 0.98;
/** Halvings between the best speed and the next slower one, where the chain begins to swing. */
const HALVINGS = 5;
/** A load at which the chain swings has to be better by this share: swings wear the plant. */
const CALM_BONUS = 0.012;

/** Loads are 0..1. */
export class PlantOptimum {
  private readonly loads = new Float64Array(SUPPLY_STEPS + 1);
  private readonly stepW: number;

  /** Takes some milliseconds. */
  constructor(
    p: PlantParameters,
    private readonly objective: Objective,
  ) {
    this.stepW = SUPPLY_STEP * p.compressorPower;
    const plant = new SteadyPlant(p);
    for (let i = 1; i <= SUPPLY_STEPS; i++) this.loads[i] = this.bestLoad(plant, i * this.stepW);
  }

  /** The best load while the running compressor takes this power, W. */
  loadAt(suppliedW: number): number {
    const at = Math.min(SUPPLY_STEPS, Math.max(0, suppliedW / this.stepW));
    const below = Math.min(SUPPLY_STEPS - 1, Math.floor(at));
    const share = at - below;
    return this.loads[below]! * (1 - share) + this.loads[below + 1]! * share;
  }

  private bestLoad(plant: SteadyPlant, suppliedW: number): number {
    let bestMps = 0;
    let best = 0;
    for (let mps = FASTEST_MPS; mps > SLOWEST_MPS; mps *= SLOWER) {
      const value = this.valueAt(plant, mps, suppliedW, best);
      if (value <= best) continue;
      best = value;
      bestMps = mps;
    }
    if (bestMps === 0) return 0;
    let slowMps = bestMps * SLOWER;
    for (let i = 0; i < HALVINGS; i++) {
      const mps = (bestMps + slowMps) / 2;
      const value = this.valueAt(plant, mps, suppliedW, best);
      if (value > best) {
        best = value;
        bestMps = mps;
      } else slowMps = mps;
    }
    plant.solve(bestMps, suppliedW);
    return plant.load;
  }

  /** The objective at this speed, or 0 when it is not better than the best so far. */
  private valueAt(plant: SteadyPlant, mps: number, suppliedW: number, best: number): number {
    plant.solve(mps, suppliedW);
    if (!(plant.load > 0) || plant.load > 1) return 0;
    const value = this.objective === 'power' ? plant.powerW : plant.powerW / plant.compressorW;
    if (value <= best) return value;
    const { swingLoss } = plant;
    return swingLoss === 0 ? value : value * (1 - CALM_BONUS - swingLoss);
  }
}

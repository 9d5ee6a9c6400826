// The air balance of the tank: what the compressor delivers, less what the floaters draw, is what the tank gains.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';
import type { ReducedModel } from '../reduced-model.js';
import { type BlockMeans, MEAN } from './block-means.js';

/** A smaller supply than this share of the full one is compared with this share. */
const LEAST_SUPPLY = 0.25;
/** Rate at which the measured pressure corrects the balanced one, 1/s: soon, but not with its noise. */
const GAIN = 0.4;
/** When the pressure changes by more than this share from one block to the next, its sensor is the cause, not the air. */
const TANK_JUMP = 0.1;
/** While the power is not known, somebody may have given the compressor more. So a surplus of air counts up to this: well below its limit. */
const MOST_SURPLUS = 0.07;

/**
 * By the equations of `docs/plant.md`, with measured values only. It holds at each moment, also while the chain swings or the plant
 * moves to another operating point. The air that the floaters draw comes from the measured speed and pressure: they are
 * either full, or as full as the time in the injector allows.
 */
export class AirBalance {
  /** Pressure that the tank would have, corrected by the measured one, Pa. */
  private pressure = Number.NaN;
  /** The measured pressure in the last block, Pa. */
  private last = Number.NaN;

  constructor(
    private readonly p: PlantParameters,
    private readonly model: ReducedModel,
  ) {}

  /**
   * Takes a block. Returns the air that leaves the tank to the floaters less what the compressor supplies, as a share of the supply; NaN when
   * the pressure, the power or both speeds are not known. Negative when air is missing.
   *
   * @param usualPower counts while the compressor's power is not measured, W; NaN when it is not known either
   */
  update({ mean, lengthS }: BlockMeans, usualPower: number): number {
    const { p, model } = this;
    const measured = mean[MEAN.tankPressure]!;
    const isSupplied = !Number.isNaN(mean[MEAN.compressorPower]!);
    const power = isSupplied ? mean[MEAN.compressorPower]! : usualPower;
    const ofChain = mean[MEAN.velocity]!;
    const velocity = Number.isNaN(ofChain) ? mean[MEAN.speed]! / model.ratio : ofChain;
    // Without a measured power nobody sees that the compressor has stopped at its highest pressure.
    const isKnown = isSupplied || measured < p.pressureOn;
    if (!isKnown || Number.isNaN(measured + power + velocity)) {
      this.reset();
      return Number.NaN;
    }
    if (!(Math.abs(measured - this.last) < TANK_JUMP * this.last)) this.pressure = measured;
    this.last = measured;
    const supply = (p.compressorEfficiency * power) / model.worth(measured);
    const surplus = p.tankVolume * GAIN * (measured - this.pressure);
    const drawn = model.drawn(velocity, measured);
    this.pressure += (lengthS * (supply - drawn + surplus)) / p.tankVolume;
    // A pressure at which no floater is filled is not usual, and the supply would be large there.
    const usualWorth = model.worth(Math.max(measured, model.injectionPressure));
    const usualSupply =
      (p.compressorEfficiency * Math.max(power, LEAST_SUPPLY * p.compressorPower)) / usualWorth;
    const share = surplus / usualSupply;
    return isSupplied ? share : Math.min(MOST_SURPLUS, share);
  }

  /** Begins anew, for example after a gap. */
  reset(): void {
    this.last = Number.NaN;
  }
}

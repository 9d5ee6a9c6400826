// Tells whether swings of the chain decay or grow, and how far the plant is beyond the edge: a slower chain takes more air, and feels it while that air rises.
import type { PlantParameters } from '../../../../hal/plant-parameters.js';

/** Cells into which the ascending side is divided. */
const CELLS = 48;
/** Waves of the air along the chain that are tried: their number, ... */
const WAVES = 96;
/** ... and the largest angle over the whole ascending side, rad. */
const LARGEST_ANGLE = 24;
/** Halvings of the range in which the edge is searched. */
const HALVINGS = 6;

/**
 * A floater that passes the injector at the speed v gets the content Q / v. When the speed swings by the small share x, the
 * content swings by -x, and the pull follows while that content rises to the top. With M the moving mass, D the damping, K the
 * pull over the speed, and H the mean of exp(-i w s / v) over the path s, weighted by the pull, swings decay when all
 * roots of M z + D + K H(z) = 0 are on the left side. By the argument principle that is so when the angle of this function
 * grows by a quarter turn while z = i w goes from 0 upwards.
 */
export class SwingModes {
  /** Sums over the cells from the injector up to each cell, for each wave: [wave * (CELLS + 1) + cell]. */
  private readonly real = new Float64Array(WAVES * (CELLS + 1));
  private readonly imaginary = new Float64Array(WAVES * (CELLS + 1));
  private readonly weight = new Float64Array(CELLS + 1);
  private readonly perMetre: number;
  private readonly cellM: number;
  private readonly outletPa: number;
  private readonly cellPa: number;

  constructor(p: PlantParameters) {
    const riseM = p.height + p.sprocketRadius - p.injectionWidth;
    this.outletPa = p.p0 + p.rho * p.g * (p.topDepth + p.height - p.injectionWidth);
    this.cellM = riseM / CELLS;
    this.cellPa = p.rho * p.g * this.cellM;
    this.perMetre = LARGEST_ANGLE / WAVES / riseM;
    for (let cell = 0; cell < CELLS; cell++) {
      const pull = this.cellPa / (this.outletPa - (cell + 0.5) * this.cellPa);
      this.weight[cell + 1] = this.weight[cell]! + pull;
      for (let wave = 0; wave < WAVES; wave++) {
        const at = wave * (CELLS + 1) + cell;
        const half = (wave * this.perMetre * p.injectionWidth) / 2;
        const smear = half === 0 ? 1 : Math.sin(half) / half;
        const angle = wave * this.perMetre * ((cell + 0.5) * this.cellM + p.injectionWidth / 2);
        this.real[at + 1] = this.real[at]! + pull * smear * Math.cos(angle);
        this.imaginary[at + 1] = this.imaginary[at]! - pull * smear * Math.sin(angle);
      }
    }
  }

  /**
   * The share by which the answer of the air is too strong for swings to decay; 0 when they decay.
   *
   * @param damping N s/m
   * @param stiffness pull of the air that is carried, over the speed, N s/m
   * @param spillPa pressure at which the floaters begin to spill: air above that place does not answer
   */
  excess(velocityMps: number, massKg: number, damping: number, stiffness: number, spillPa: number): number {
    if (this.decay(velocityMps, massKg, damping, stiffness, spillPa)) return 0;
    let low = 0;
    let high = 1;
    for (let i = 0; i < HALVINGS; i++) {
      const middle = (low + high) / 2;
      if (this.decay(velocityMps, massKg, damping, middle * stiffness, spillPa)) low = middle;
      else high = middle;
    }
    return 1 - low;
  }

  private decay(
    velocityMps: number,
    massKg: number,
    damping: number,
    stiffness: number,
    spillPa: number,
  ): boolean {
    const cells = Math.min(CELLS, Math.max(1, Math.round((this.outletPa - spillPa) / this.cellPa)));
    const scale = stiffness / this.weight[cells]!;
    let angle = 0;
    let lastX = damping + stiffness;
    let lastY = 0;
    for (let wave = 1; wave < WAVES; wave++) {
      const at = wave * (CELLS + 1) + cells;
      const x = damping + scale * this.real[at]!;
      const y = massKg * wave * this.perMetre * velocityMps + scale * this.imaginary[at]!;
      angle += Math.atan2(lastX * y - lastY * x, lastX * x + lastY * y);
      lastX = x;
      lastY = y;
    }
    return angle > 0;
  }
}

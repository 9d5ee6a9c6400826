// What the search has learned about the model's best load: how far the best load really is from it, for each supply of air.

/** Supplies of air are told apart by this share of the full supply, ... */
const STEP = 0.1;
/** ... up to this number of steps. */
const STEPS = 13;
/** The trim is within these bounds: further off the model is, the measurement more likely is wrong. */
const MOST = 0.3;

/** Supplies are shares of the power that the compressor takes at full air. Nothing is allocated after the construction. */
export class Trim {
  private readonly offsets = new Float64Array(STEPS + 1).fill(Number.NaN);

  /** The offset to add to the model's load: interpolated, at an unknown supply that of the nearest known one; 0 without any. */
  at(supply: number): number {
    const place = placeOf(supply);
    const below = Math.floor(place);
    const share = place - below;
    const low = this.nearest(below, -1);
    const high = this.nearest(Math.min(STEPS, below + 1), 1);
    if (Number.isNaN(low)) return Number.isNaN(high) ? 0 : high;
    return Number.isNaN(high) ? low : low * (1 - share) + high * share;
  }

  /** True when an offset was learned at this supply or next to it. */
  knows(supply: number): boolean {
    return !Number.isNaN(this.offsets[Math.round(placeOf(supply))]!);
  }

  /** Takes the offset that was found at this supply. */
  learn(supply: number, offset: number): void {
    const place = placeOf(supply);
    const below = Math.floor(place);
    const value = Math.min(MOST, Math.max(-MOST, offset));
    this.blend(below, value, 1 - (place - below));
    if (below < STEPS) this.blend(below + 1, value, place - below);
  }

  private blend(step: number, value: number, weight: number): void {
    const before = this.offsets[step]!;
    if (Number.isNaN(before)) {
      if (weight >= 0.5) this.offsets[step] = value;
    } else this.offsets[step] = before + weight * (value - before);
  }

  /** The known offset at this step or beyond it in one direction; NaN when there is none. */
  private nearest(step: number, direction: number): number {
    for (let i = step; i >= 0 && i <= STEPS; i += direction) {
      if (!Number.isNaN(this.offsets[i]!)) return this.offsets[i]!;
    }
    return Number.NaN;
  }
}

function placeOf(supply: number): number {
  return Math.min(STEPS, Math.max(0, supply / STEP));
}

// A look to both sides of the load that is held: where it began, its steps, and whether what it finds will last.
import type { Average } from './average.js';
import type { GrownMean } from './grown-mean.js';

/** Step of a look: fine enough for the load at which swings begin, which is the optimum at part air. */
const STEPS = [0.02] as const;
/** Step of the first look around the model's load at a supply of air, and of the look after the plant has changed. */
const WIDE_STEPS = [0.05] as const;
/** With little air the best load is small, and so is its distance to the load at which swings begin, or a stall: below this load ... */
const SMALL_LOAD = 0.4;
/** ... the steps are smaller. */
const STEPS_AT_SMALL_LOAD = [0.012] as const;
const WIDE_STEPS_AT_SMALL_LOAD = [0.025] as const;
/** A chain that swings by more than this share of its speed really swings; below it may be noise. */
export const SWINGS = 0.1;
/** A chain that swings by less than this share runs steadily. */
const STEADY = 0.05;
/** A load that makes the chain swing counts with at most this share of the yield at the beginning. */
const SWINGING_SHARE = 0.98;
/** A yield is lower when it differs by more than this many standard errors. */
const CHANCE_ERRORS = 2;

export class Look {
  /** The load at which the last look began, 0..1; NaN when it found none better, or when that has been confirmed. */
  load = Number.NaN;
  /** The objective there, in its unit. */
  mean = Number.NaN;
  private isSteady = false;

  /** Begins at a load whose yield is known. */
  begin(load: number, { value, lastSwing }: GrownMean): void {
    this.load = load;
    this.mean = value;
    this.isSteady = lastSwing < STEADY;
  }

  /** There is no load to return to. */
  forget(): void {
    this.load = Number.NaN;
    this.mean = Number.NaN;
  }

  /** The steps of a look from this load. */
  stepsFrom(load: number, widely: boolean): readonly number[] {
    if (load < SMALL_LOAD) return widely ? WIDE_STEPS_AT_SMALL_LOAD : STEPS_AT_SMALL_LOAD;
    return widely ? WIDE_STEPS : STEPS;
  }

  /** True when this load, more than at the beginning, makes a steady chain swing: in the end it yields less, however it looks now. */
  startsSwings(load: number, { swing }: Average): boolean {
    return this.isSteady && load > this.load && swing >= SWINGS;
  }

  /** What such a load counts for, given its yield so far. */
  worthOfSwings(value: number): number {
    return Math.min(value, SWINGING_SHARE * this.mean);
  }

  /** True when the load that the look found yields less than the one at which it began: swings had not grown yet. */
  isUndoneBy({ mean, error }: Average): boolean {
    return mean < this.mean - CHANCE_ERRORS * error;
  }
}

// The optimizer: chooses how much work a tick does, from the mode and from the time that ticks have taken.
import type { Config } from '../../config/schema.js';
import {
  BASE_RATE_HZ,
  type Mode,
  type OptimizerStanding,
  type ValidationDepth,
} from '../../vocabulary/words.js';
import { DegradationLadder, STEP } from './degradation-ladder.js';
import { MODE_SETTINGS } from './modes.js';

/** The settings that may change at run time, by their names in the configuration. */
export type OptimizerSettings = Pick<Config['optimizer'], 'adaptive'> &
  Pick<Config['streams'], 'baseRateHz' | 'adaptiveSampling'>;

export type OptimizerOptions = OptimizerSettings & {
  /** Time between two control ticks, s. */
  readonly periodS: number;
};

export function optimizerSettings({ optimizer, streams }: Config): OptimizerSettings {
  return { ...streams, ...optimizer };
}

/** Decides once a control tick. The decision is in the fields of this object. */
export class RealTimeOptimizer {
  readonly ladder = new DegradationLadder();
  validation: ValidationDepth;
  /** Hz; 0 for no telemetry. */
  telemetryHz: number;
  runsTwin = true;

  private options: OptimizerOptions;

  constructor(options: OptimizerOptions, mode: Mode) {
    this.options = options;
    this.validation = MODE_SETTINGS[mode].validation;
    this.telemetryHz = this.wantedHz(mode);
  }

  /**
   * One control tick; true when the step of the ladder has changed.
   *
   * @param computeS how long the last control tick took
   * @param missed control ticks that were skipped before this one
   * @param unstable a stability limit is violated, and the configuration asks to degrade then
   * @param floor the lowest step of the ladder that the recovery allows; 0 for none
   */
  update(nowS: number, computeS: number, missed: number, unstable: boolean, mode: Mode, floor = 0): boolean {
    const { adaptive, periodS } = this.options;
    const changed = adaptive && this.ladder.update(nowS, computeS / periodS, missed, unstable, floor);
    const { step } = this.ladder;
    this.validation = step >= STEP.reducedValidation ? 'reduced' : MODE_SETTINGS[mode].validation;
    this.runsTwin = step < STEP.twinPaused;
    this.telemetryHz = this.rateOn(step, mode);
    return changed;
  }

  /** Changes the settings from the next tick on. A frozen optimizer returns to step 0. */
  configure(settings: OptimizerSettings): void {
    this.options = { ...settings, periodS: this.options.periodS };
    if (!settings.adaptive) this.ladder.reset();
  }

  /** The reason for the decision in the fields; `nowS` is the time of the last {@link update}. */
  standing(nowS: number): OptimizerStanding {
    return this.options.adaptive ? this.ladder.standing(nowS) : 'frozen';
  }

  private rateOn(step: number, mode: Mode): number {
    if (step >= STEP.priorityOnly) return 0;
    const wantedHz = this.wantedHz(mode);
    return step >= STEP.fewerStreams && this.options.adaptiveSampling ? halfOf(wantedHz) : wantedHz;
  }

  private wantedHz(mode: Mode): number {
    return this.options.baseRateHz ?? MODE_SETTINGS[mode].streamHz;
  }
}

/** Half the rate, or the next lower rate that divides the base rate; at least 1 Hz. */
function halfOf(rateHz: number): number {
  let divisor = (2 * BASE_RATE_HZ) / rateHz;
  while (divisor < BASE_RATE_HZ && BASE_RATE_HZ % divisor !== 0) divisor++;
  return BASE_RATE_HZ / Math.min(divisor, BASE_RATE_HZ);
}

// Watches how long the plant takes for what it should be doing: to start, to stop, and to turn while it runs.
import type { PlantState } from '../../vocabulary/words.js';
import type { ControlPlan } from '../plan/plan.js';
import { CLOCK } from '../tick.js';
import type { ChainMotion } from './chain-motion.js';

/** Contract: when `not_turning` has stood for this time, the plant goes to `stopping`, s. */
const STANDSTILL_ENDS_RUN_S = 30;
/** After a longer gap between two control ticks the time in between is not counted, s. */
const MAX_GAP_S = 1;
/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-6;

export class PlantProgress {
  /** True from a start that failed until the next start. */
  startFailed = false;
  private plan: ControlPlan;
  private readonly motion: ChainMotion;
  /** For how long the running chain has not turned, s. Time in which no speed is measured does not count. */
  private slowForS = 0;
  private lastS = Number.NaN;

  constructor(plan: ControlPlan, motion: ChainMotion) {
    this.plan = plan;
    this.motion = motion;
  }

  configure(plan: ControlPlan): void {
    this.plan = plan;
  }

  /** One control tick. */
  update(state: PlantState, clock: Float64Array): void {
    const nowS = clock[CLOCK.nowS]!;
    const elapsedS = Math.min(MAX_GAP_S, Math.max(0, nowS - this.lastS));
    this.lastS = nowS;
    const { isSlow } = this.motion;
    if (state !== 'running' || isSlow === false) this.slowForS = 0;
    else if (isSlow === true) this.slowForS += elapsedS;
    if (Number.isNaN(this.slowForS)) this.slowForS = 0;
  }

  /** True when the plant has been in `starting` for as long as it may be. */
  isStartOver(sinceS: number, clock: Float64Array): boolean {
    return this.hasPassed(this.plan.config.control.startTimeout, sinceS, clock);
  }

  /** True when the plant has been in `stopping` for as long as it may be. */
  isStopOver(sinceS: number, clock: Float64Array): boolean {
    return this.hasPassed(this.plan.config.control.stopTimeout, sinceS, clock);
  }

  /** True when the chain has stood still in `running` for so long that the plant has to stop. Never while the alarm is disabled. */
  get hasStalled(): boolean {
    const alarm = this.plan.config.alerts.builtIn.not_turning;
    if (alarm === undefined || !alarm.enabled) return false;
    return this.slowForS >= alarm.onDelay + STANDSTILL_ENDS_RUN_S - ROUNDING_S;
  }

  private hasPassed(timeS: number, sinceS: number, clock: Float64Array): boolean {
    return clock[CLOCK.nowS]! - sinceS >= timeS - ROUNDING_S;
  }
}

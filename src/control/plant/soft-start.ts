// The soft start: the load waits until the chain turns freely, then comes on as a ramp.
import type { Config } from '../../config/schema.js';

export type SoftStartParameters = Config['control']['softStart'];

/** Above this the chain turns, m/s. */
const TURNING_MPS = 0.1;

/**
 * A floater that has just been filled cannot pull the rated torque alone: with the load on from rest the chain creeps for
 * more than a minute. So: no load until `velocity`, then a ramp.
 */
export class SoftStart {
  private startedS = 0;
  private rampS = Number.NaN;

  private parameters: SoftStartParameters;
  private next: SoftStartParameters;

  constructor(parameters: SoftStartParameters) {
    this.parameters = parameters;
    this.next = parameters;
  }

  /** Replaces the parameters from the next start on. A running ramp does not change. */
  configure(parameters: SoftStartParameters): void {
    this.next = parameters;
  }

  begin(nowS: number): void {
    this.parameters = this.next;
    this.startedS = nowS;
    this.rampS = Number.NaN;
  }

  /**
   * The share of the load setpoint that may be on, 0..1.
   *
   * @param velocityMps NaN when it is not known; then only the time decides
   */
  share(nowS: number, velocityMps: number): number {
    if (Number.isNaN(this.rampS)) {
      const waitedS = nowS - this.startedS;
      const turns = !(Math.abs(velocityMps) < TURNING_MPS);
      const fast = Math.abs(velocityMps) >= this.parameters.velocity;
      if (!fast && !(turns && waitedS >= this.parameters.patience)) return 0;
      this.rampS = nowS;
    }
    const { ramp } = this.parameters;
    return ramp > 0 ? Math.min(1, (nowS - this.rampS) / ramp) : 1;
  }
}

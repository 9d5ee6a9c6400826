// The interlocks: they trip the plant, and are independent of the optimizer.
import type { SampleTable } from '../../../hal/samples.js';
import type { Trip, TripCause } from '../../vocabulary/events.js';
import type { ControlPlan } from '../plan/plan.js';
import type { ProcessImage } from '../state/image.js';
import { CLOCK, isEmergencyStop, type TickInput } from '../tick.js';
import { CriticalChannels } from './critical-channels.js';
import { LimitTrips } from './limit-trips.js';
import { FEEDBACK_LIMIT_S, type OutputFeedback } from './output-feedback.js';
import { Overspeed } from './overspeed.js';

/** Longest standstill of the process or of the guard before the plant trips, s. */
export const STALL_LIMIT_S = 0.5;

export class Interlocks {
  readonly overspeed: Overspeed;
  private readonly limits: LimitTrips;
  private readonly critical: CriticalChannels;
  private plan: ControlPlan;
  private lostCritical = -1;
  /** The output that its feedback contact does not confirm, by its position; -1 when the trip has another cause. */
  private unconfirmed = -1;
  private stalledForS = 0;
  private guardSilentForS = 0;
  /** Since when no cause has been present, monotonic seconds; NaN while one is, and before the first control tick. */
  private calmSinceS = Number.NaN;

  constructor(
    plan: ControlPlan,
    private readonly feedback: OutputFeedback,
  ) {
    this.plan = plan;
    this.overspeed = new Overspeed(plan);
    this.limits = new LimitTrips(plan);
    this.critical = new CriticalChannels(plan);
  }

  /** Applies the settings of a plan with the same channels. What was measured so far still counts. */
  configure(plan: ControlPlan): void {
    this.plan = plan;
    this.overspeed.configure(plan);
    this.limits.configure(plan);
    this.critical.configure(plan);
  }

  /** Looks at the measurements. To be called on every base tick, after the image was filled. */
  look(samples: SampleTable, image: ProcessImage, clock: Float64Array): void {
    this.overspeed.active?.look(samples, image, clock);
    this.limits.look(samples, image, clock);
    this.critical.look(samples);
  }

  /** Ends the base ticks that belong to a control tick. */
  settle(): void {
    this.overspeed.active?.settle();
    this.limits.settle();
    this.critical.settle();
  }

  /** True when every critical channel is measured. */
  measuresThePlant(image: ProcessImage): boolean {
    for (const channel of this.plan.critical) {
      if (!image.isGood(channel)) return false;
    }
    return true;
  }

  /** The names of the critical channels that are not measured. */
  missing(image: ProcessImage): string[] {
    return this.plan.critical
      .filter((channel) => !image.isGood(channel))
      .map((channel) => image.names[channel]!);
  }

  /** How long no cause to trip has been present without a break, s; 0 while one is present. */
  calmForS(clock: Float64Array): number {
    return Number.isNaN(this.calmSinceS) ? 0 : clock[CLOCK.nowS]! - this.calmSinceS;
  }

  /**
   * The cause to trip that is present now, or null; once in a control tick. The emergency stop has priority over all other causes;
   * then comes a stall, because stale channels after a stall are its consequence.
   *
   * @param missedShare of the control ticks, where missed ticks may trip
   * @param standby in standby a lost critical channel only alarms
   */
  cause(image: ProcessImage, input: TickInput, missedShare: number, standby: boolean): TripCause | null {
    const cause = this.presentCause(image, input, missedShare, standby);
    if (cause !== null) this.calmSinceS = Number.NaN;
    else if (Number.isNaN(this.calmSinceS)) this.calmSinceS = input.clock[CLOCK.nowS]!;
    return cause;
  }

  private presentCause(
    image: ProcessImage,
    input: TickInput,
    missedShare: number,
    standby: boolean,
  ): TripCause | null {
    if (isEmergencyStop(input)) return 'emergency_stop';
    if (this.isStalled(input.clock)) return 'process_stalled';
    if (this.overspeed.holds) return 'overspeed';
    if (!standby) {
      this.lostCritical = this.critical.lost(image, input);
      this.unconfirmed = this.lostCritical >= 0 ? -1 : this.feedback.unconfirmed();
      // An output that nobody sees obeying is like a sensor that nobody hears.
      if (this.lostCritical >= 0 || this.unconfirmed >= 0) return 'critical_channel_lost';
    }
    if (this.limits.violated !== null) return 'stability';
    const { enabled, share } = this.plan.config.interlocks.deadlineMisses;
    return enabled && missedShare >= share ? 'deadline_misses' : null;
  }

  private isStalled(clock: Float64Array): boolean {
    const isProcess = clock[CLOCK.stalledS]! > STALL_LIMIT_S;
    const isGuard = clock[CLOCK.guardSilentS]! > STALL_LIMIT_S;
    if (!isProcess && !isGuard) return false;
    this.stalledForS = clock[CLOCK.stalledS]!;
    this.guardSilentForS = isProcess ? 0 : clock[CLOCK.guardSilentS]!;
    return true;
  }

  /** The record of the trip for the event log: the observed cause in one sentence. */
  describe(cause: TripCause, image: ProcessImage): Trip {
    switch (cause) {
      case 'emergency_stop':
        return { cause, message: 'the emergency stop was pressed' };
      case 'overspeed':
        return { cause, channel: this.overspeed.channel, message: this.overspeed.describe() };
      case 'critical_channel_lost': {
        if (this.unconfirmed >= 0) return this.describeUnconfirmed();
        const channel = image.names[this.lostCritical]!;
        return { cause, channel, message: this.describeLoss(channel) };
      }
      case 'stability':
        return this.describeLimit();
      case 'process_stalled':
        return { cause, message: this.describeStall() };
      case 'deadline_misses': {
        const { share, within } = this.plan.config.interlocks.deadlineMisses;
        const percent = (share * 100).toFixed(0);
        return {
          cause,
          message: `at least ${percent} % of the control ticks of ${within} s were missed, and no work is left that the controller could leave out`,
        };
      }
      default:
        return { cause, message: cause };
    }
  }

  private describeLoss(channel: string): string {
    const { critical, criticalBecauseOf } = this.plan;
    const needing = criticalBecauseOf[critical.indexOf(this.lostCritical)] ?? channel;
    if (needing === channel) return `critical channel ${channel} is lost and nothing stands in for it`;
    return `critical channel ${needing} is lost: ${channel}, which it is computed from, is lost and nothing stands in for it`;
  }

  private describeUnconfirmed(): Trip {
    const { name } = this.plan.outputs[this.unconfirmed]!;
    const message = `output ${name} has not done what it was told for ${FEEDBACK_LIMIT_S} s: ${this.feedback.describe(this.unconfirmed)}`;
    return { cause: 'critical_channel_lost', channel: `outputs.${name}`, message };
  }

  private describeLimit(): Trip {
    const channel = this.limits.violated?.seenBy?.channel;
    return { cause: 'stability', ...(channel !== undefined && { channel }), message: this.limits.describe() };
  }

  private describeStall(): string {
    if (this.guardSilentForS === 0) return `the process stood still for ${this.stalledForS.toFixed(1)} s`;
    return `the guard thread has been silent for ${this.guardSilentForS.toFixed(1)} s: nobody would make the outputs safe`;
  }
}

// The interlocks: they trip the plant, and are independent of the optimizer.
import type { Trip, TripCause } from '../../vocabulary/events.js';
import type { ControlPlan } from '../plan/plan.js';
import type { ProcessImage } from '../state/image.js';

/** Longest standstill of the process or of the guard before the plant trips, s. */
export const STALL_LIMIT_S = 0.5;

export class Interlocks {
  private lostCritical = -1;
  private stalledForS = 0;
  private guardSilentForS = 0;

  constructor(private readonly plan: ControlPlan) {}

  /** True while the overspeed interlock sees a speed beyond its limit, on the magnitude. */
  isOverspeed(image: ProcessImage): boolean {
    const { enabled, above } = this.plan.config.interlocks.overspeed;
    const channel = this.plan.at.overspeed;
    return enabled && image.isUsable(channel) && Math.abs(image.read(channel)) > above;
  }

  /** True when no critical channel is missing. */
  seesThePlant(image: ProcessImage): boolean {
    for (const channel of this.plan.critical) {
      if (!image.isUsable(channel)) return false;
    }
    return true;
  }

  /** The names of the critical channels that are missing. */
  missing(image: ProcessImage): string[] {
    return this.plan.critical
      .filter((channel) => !image.isUsable(channel))
      .map((channel) => image.names[channel]!);
  }

  /**
   * The cause to trip that is present now, or null. The emergency stop has priority over all other causes; then comes a stall,
   * because stale channels after a stall are its consequence.
   *
   * @param emergencyStop it is pressed, or was since the last control tick
   * @param missedShare of the control ticks since the ladder is at its last step
   * @param standby in standby a lost critical channel only alarms
   */
  cause(
    image: ProcessImage,
    emergencyStop: boolean,
    stalledS: number,
    guardSilentS: number,
    stabilityTrip: boolean,
    missedShare: number,
    standby: boolean,
  ): TripCause | null {
    if (emergencyStop) return 'emergency_stop';
    if (stalledS > STALL_LIMIT_S) {
      this.stalledForS = stalledS;
      this.guardSilentForS = 0;
      return 'process_stalled';
    }
    if (guardSilentS > STALL_LIMIT_S) {
      this.guardSilentForS = guardSilentS;
      return 'process_stalled';
    }
    if (this.isOverspeed(image)) return 'overspeed';
    if (!standby && !this.seesThePlant(image)) {
      this.lostCritical = this.plan.critical.find((channel) => !image.isUsable(channel)) ?? -1;
      return 'critical_channel_lost';
    }
    if (stabilityTrip) return 'stability';
    const { enabled, share } = this.plan.config.interlocks.deadlineMisses;
    return enabled && missedShare >= share ? 'deadline_misses' : null;
  }

  /** The record of the trip for the event log: the observed cause in one sentence. */
  describe(cause: TripCause, image: ProcessImage): Trip {
    switch (cause) {
      case 'emergency_stop':
        return { cause, message: 'the emergency stop was pressed' };
      case 'overspeed': {
        const { channel, above } = this.plan.config.interlocks.overspeed;
        const unit = this.plan.channels[this.plan.at.overspeed]?.unit ?? '';
        const value = image.reported(this.plan.at.overspeed).toPrecision(4);
        return {
          cause,
          channel,
          message: `${channel} is ${value} ${unit}, beyond the interlock's ${above} ${unit}`,
        };
      }
      case 'critical_channel_lost': {
        const channel = image.names[this.lostCritical] ?? 'unknown';
        return {
          cause,
          channel,
          message: `critical channel ${channel} is lost and nothing stands in for it`,
        };
      }
      case 'stability':
        return { cause, message: 'a stability limit is violated and limits.onViolation is trip' };
      case 'process_stalled':
        return { cause, message: this.describeStall() };
      case 'deadline_misses': {
        const { share, within } = this.plan.config.interlocks.deadlineMisses;
        const percent = (share * 100).toFixed(0);
        return {
          cause,
          message: `${percent} % of the control ticks of ${within} s were missed on the last degradation step`,
        };
      }
      default:
        return { cause, message: cause.replaceAll('_', ' ') };
    }
  }

  private describeStall(): string {
    if (this.guardSilentForS === 0) return `the process stood still for ${this.stalledForS.toFixed(1)} s`;
    return `the guard thread has been silent for ${this.guardSilentForS.toFixed(1)} s: nobody would make the outputs safe`;
  }
}

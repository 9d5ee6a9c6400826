// The clock of a virtual run: which base tick comes next and when it begins. The run decides how long a control tick takes.
import { STALL_LIMIT_S } from '../control/plant/interlocks.js';
import { createMoment, MOMENT } from '../heartbeat/moment.js';
import { Timetable } from '../heartbeat/timetable.js';
import { BASE_RATE_HZ } from '../vocabulary/words.js';

/** Wall time at the start of every virtual run, so that equal runs have equal time stamps: 2026-01-01T00:00:00Z. */
export const VIRTUAL_EPOCH_MS = Date.UTC(2026, 0, 1);

export class VirtualClock {
  /** The times of the present base tick, by position in MOMENT. */
  readonly moment = createMoment();
  private readonly timetable: Timetable;
  private busyUntilS = 0;

  /** @param rateHz control ticks a second, a divisor of 60 */
  constructor(rateHz: number) {
    this.timetable = new Timetable(rateHz);
  }

  /** When the present base tick began, seconds; 0 before the first. */
  get nowS(): number {
    return this.moment[MOMENT.beganS]!;
  }

  /** The deadline of the present base tick, seconds; negative before the first. */
  get timeS(): number {
    return (this.timetable.next - 1) / BASE_RATE_HZ;
  }

  /** The deadline of the next base tick, s: later than 1/60 s from now when the controller is busy for longer. */
  get nextTimeS(): number {
    return this.timetable.comingAt(this.busyUntilS * BASE_RATE_HZ) / BASE_RATE_HZ;
  }

  /** Goes on to the next base tick: 1/60 s after the last one, or later when the controller was busy for longer. */
  proceed(): Float64Array {
    const { timetable, moment } = this;
    timetable.begin(this.busyUntilS * BASE_RATE_HZ);
    const deadlineS = timetable.tick / BASE_RATE_HZ;
    const beganS = Math.max(deadlineS, this.busyUntilS);
    const gapS = beganS - moment[MOMENT.beganS]!;
    moment[MOMENT.tick] = timetable.tick;
    moment[MOMENT.isControl] = timetable.isControl ? 1 : 0;
    moment[MOMENT.missed] = timetable.missed;
    moment[MOMENT.deadlineS] = deadlineS;
    moment[MOMENT.beganS] = beganS;
    moment[MOMENT.wallMs] = VIRTUAL_EPOCH_MS + Math.round(deadlineS * 1000);
    moment[MOMENT.latenessS] = beganS - timetable.dueTick / BASE_RATE_HZ;
    moment[MOMENT.stalledS] = gapS > STALL_LIMIT_S ? gapS : 0;
    return moment;
  }

  /** Sets how long the control tick that has just run took, s. No tick begins before it is over. */
  spend(computeS: number): void {
    this.moment[MOMENT.computeS] = computeS;
    this.busyUntilS = this.nowS + computeS;
  }
}

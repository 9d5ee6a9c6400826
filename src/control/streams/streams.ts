// The streams: decides which of them is due on a base tick, and numbers its messages.
import { Cadence } from '../plan/schedule.js';

/** Once a second. */
const HEALTH_HZ = 1;

/**
 * Every stream is an integer division of the base rate, so none of them drifts and a change of rate keeps the phase. Sequence
 * numbers begin at 1 with each run and rise by one with each message.
 */
export class Streams {
  telemetrySeq = 0;
  prioritySeq = 0;
  telemetryDue = false;
  priorityDue = false;
  /** Time and ticks of the health are taken at this tick: once a second, at a control tick. */
  healthTaken = false;
  /** The health that was taken at the base tick before is handed on now: control ticks have enough to do. */
  healthDue = false;
  private isPaused = false;
  private readonly telemetry: Cadence;
  private readonly health = new Cadence(HEALTH_HZ);

  constructor(telemetryHz: number) {
    this.telemetry = new Cadence(telemetryHz);
  }

  /** The telemetry's rate, from the next base tick on; 0 for none. */
  setTelemetryHz(rateHz: number): void {
    this.isPaused = rateHz === 0;
    if (!this.isPaused && rateHz !== this.telemetry.rateHz) this.telemetry.setRate(rateHz);
  }

  get telemetryHz(): number {
    return this.isPaused ? 0 : this.telemetry.rateHz;
  }

  /** Decides what is due on this base tick and numbers it. Priority and health go with control ticks. */
  advance(tick: number, isControlTick: boolean): void {
    // The schedule goes on while nothing is sent, so the phase is kept.
    this.telemetryDue = this.telemetry.take(tick) && !this.isPaused;
    if (this.telemetryDue) this.telemetrySeq++;
    this.priorityDue = isControlTick;
    if (this.priorityDue) this.prioritySeq++;
    this.healthDue = this.healthTaken;
    this.healthTaken = isControlTick && this.health.take(tick);
  }
}

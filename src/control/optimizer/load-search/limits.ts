// Keeps the search within the plant's limits: reports when a limit is near, and remembers the load there.
import { READING } from './readings.js';

/** Share of a limit of speed or force up to which the search may go. */
const MARGIN = 0.9;
/** A chain slower than this, m/s, is about to stall: the generator's torque falls steeply below it. */
const STALLING_MPS = 0.3;
/** A single sample may be a spike: a limit is near when this many ticks in a row show it. */
const TICKS = 3;
/** The search keeps this distance from a load at which a limit was near ... */
const DISTANCE = 0.03;
/** ... and this distance below a load that slowed the chain down: slowing takes seconds, in which the load went on rising. */
const STALL_DISTANCE = 0.15;

export type Limit = 'velocity_limit' | 'tension_limit' | 'stall_limit';

/** Less load makes the chain faster, more load makes it slower and tighter. */
export class Limits {
  /** The limit that is near now, or null. */
  near: Limit | null = null;
  /** The range of loads in which no limit is known to be near, 0..1. */
  low = 0;
  high = 1;
  private lowLimit: Limit | null = null;
  private highLimit: Limit | null = null;
  private suspected: Limit | null = null;
  private ticks = 0;

  /** One tick; true while a limit is near. */
  update(readings: Float64Array): boolean {
    const seen = judge(readings);
    this.ticks = seen === this.suspected ? this.ticks + 1 : 1;
    this.suspected = seen;
    const wasNear = this.near;
    if (this.ticks >= TICKS) this.near = seen;
    if (this.near !== null && this.near !== wasNear) this.remember(this.near, readings[READING.setpoint]!);
    return this.near !== null;
  }

  /** 1 when more load leads away from the limit that is near, -1 when less does. */
  get wayOut(): number {
    return this.near === 'velocity_limit' ? 1 : -1;
  }

  /** The limit that keeps the search from going beyond this load; null when there is none. */
  limitAt(load: number): Limit | null {
    if (load >= this.high - DISTANCE && this.highLimit !== null) return this.highLimit;
    return load <= this.low + DISTANCE ? this.lowLimit : null;
  }

  /** Forgets the limits, because the plant has changed since they were met. */
  forget(): void {
    this.near = null;
    this.suspected = null;
    this.ticks = 0;
    this.low = 0;
    this.high = 1;
    this.lowLimit = null;
    this.highLimit = null;
  }

  private remember(limit: Limit, setpoint: number): void {
    if (limit === 'velocity_limit') {
      this.low = Math.min(1, setpoint + DISTANCE);
      this.lowLimit = limit;
      this.high = Math.max(this.high, this.low);
    } else {
      const distance = limit === 'stall_limit' ? STALL_DISTANCE : DISTANCE;
      this.high = Math.max(this.low, setpoint - distance);
      this.highLimit = limit;
    }
  }
}

/** Of several limits, the one that does damage first. */
function judge(readings: Float64Array): Limit | null {
  if (readings[READING.speedShare]! > MARGIN) return 'velocity_limit';
  if (readings[READING.forceShare]! > MARGIN) return 'tension_limit';
  return readings[READING.velocityMps]! < STALLING_MPS ? 'stall_limit' : null;
}

// Keeps the search within the plant's limits: reports when a limit is near, and remembers the load there.
import { READING } from './readings.js';

/** Share of a limit of speed or force up to which the search may go. */
const MARGIN = 0.9;
/** A chain slower than this, m/s, is about to stall: the generator's torque falls steeply below it. */
const STALLING_MPS = 0.3;
/** A single sample may be a spike: a limit is near when this many ticks in a row show it. */
const TICKS = 3;
/** A stall lasts: slowness that is over sooner than this, s, was a transient, and teaches nothing ... */
const STALL_LASTS_S = 1;
/** ... unless it comes again and again, as on a swinging chain: it is forgotten over this time, s. */
const SLOWNESS_FORGOTTEN_S = 60;
/** What was learned about a limit counts for this time, s. The time doubles each time that the limit is met again, ... */
const FIRST_LIFE_S = 600;
/** ... up to this time. */
const LONGEST_LIFE_S = 4800;
/** The search keeps this distance from a load at which a limit was near ... */
const DISTANCE = 0.03;
/** ... and this distance below a load that slowed the chain down: slowing takes seconds, in which the load went on rising. */
const STALL_DISTANCE = 0.15;
/** A load at which the plant ran stays allowed when a load higher than it by this much slowed the chain down: steps may be small. */
const SAFE_DISTANCE = 0.01;

export type Limit = 'velocity_limit' | 'tension_limit' | 'stall_limit';

/**
 * Less load makes the chain faster, more load makes it slower and tighter. What a limit taught is forgotten after a while, because a
 * disturbance may have taught it.
 */
export class Limits {
  /** The limit that is near now, or null. */
  near: Limit | null = null;
  /** The range of loads in which no limit is known to be near, 0..1. */
  low = 0;
  high = 1;
  private lowLimit: Limit | null = null;
  private highLimit: Limit | null = null;
  /** True on the tick on which a limit was forgotten that kept the load where it is. */
  hasExpired = false;
  private suspected: Limit | null = null;
  private ticks = 0;
  private slowForS = 0;
  private isRemembered = false;
  /** In: a load at which the plant is known to run, 0..1: a stall at a higher load says nothing against it. NaN when there is none. */
  safe = Number.NaN;
  /** The load at which the limit came near: since then the search has backed off. */
  private metAt = 0;
  private ageS = 0;
  private lifeS = FIRST_LIFE_S;

  /** One tick; true while a limit is near. */
  update(readings: Float64Array): boolean {
    const dtS = readings[READING.dtS]!;
    this.age(readings);
    const seen = judge(readings);
    this.ticks = seen === this.suspected ? this.ticks + 1 : 1;
    this.suspected = seen;
    const wasNear = this.near;
    if (this.ticks >= TICKS) this.near = seen;
    if (this.near !== wasNear) {
      this.isRemembered = false;
      this.metAt = readings[READING.setpoint]!;
    }
    const { near } = this;
    if (near === 'stall_limit') this.slowForS += dtS;
    else this.slowForS *= Math.max(0, 1 - dtS / SLOWNESS_FORGOTTEN_S);
    if (near === null) return false;
    const lasts = near !== 'stall_limit' || this.slowForS >= STALL_LASTS_S;
    if (lasts && !this.isRemembered) this.remember(near, this.metAt);
    return true;
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
    this.lifeS = FIRST_LIFE_S;
    this.hasExpired = false;
    this.safe = Number.NaN;
    this.unbound();
  }

  private unbound(): void {
    this.low = 0;
    this.high = 1;
    this.lowLimit = null;
    this.highLimit = null;
  }

  private age(readings: Float64Array): void {
    this.hasExpired = false;
    if (this.lowLimit === null && this.highLimit === null) return;
    this.ageS += readings[READING.dtS]!;
    if (this.ageS < this.lifeS) return;
    this.hasExpired = this.limitAt(readings[READING.setpoint]!) !== null;
    this.lifeS = Math.min(LONGEST_LIFE_S, 2 * this.lifeS);
    this.unbound();
  }

  private remember(limit: Limit, setpoint: number): void {
    this.isRemembered = true;
    this.ageS = 0;
    if (limit === 'velocity_limit') {
      this.low = Math.min(1, setpoint + DISTANCE);
      this.lowLimit = limit;
      this.high = Math.max(this.high, this.low);
    } else {
      const isSafe = limit === 'stall_limit' && this.safe <= setpoint - SAFE_DISTANCE;
      const distance = limit === 'stall_limit' ? STALL_DISTANCE : DISTANCE;
      this.high = Math.max(this.low, setpoint - distance, isSafe ? this.safe : 0);
      this.highLimit = limit;
    }
  }
}

/** Of several limits, the one that does damage first. */
function judge(readings: Float64Array): Limit | null {
  if (readings[READING.speedShare]! > MARGIN) return 'velocity_limit';
  if (readings[READING.forceShare]! > MARGIN) return 'tension_limit';
  // One broken sensor of the speed must not look like a stall.
  const turnsMps = Math.max(readings[READING.velocityMps]!, readings[READING.generatorMps]!);
  return turnsMps < STALLING_MPS ? 'stall_limit' : null;
}

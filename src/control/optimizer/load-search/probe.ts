// A probe of one load: ramps the setpoint to it, waits until the plant has followed, and measures.
import { Average, type Objective } from './average.js';
import { READING } from './readings.js';
import type { Rhythm } from './rhythm.js';

/** How fast the setpoint moves from one load to the next, 1/s: the chain follows within a few seconds. */
const RAMP_PER_S = 0.02;
/** After a step the plant has settled when all floaters were filled at the new speed, and not before this time, ... */
const SETTLE_LEAST_S = 8;
/** ... but a chain that hardly turns gets no more time than this, seconds. */
const SETTLE_MOST_S = 45;

type Stage = 'ramping' | 'settling' | 'measuring';

export class Probe {
  /** The load that is probed, 0..1. */
  load = 0;
  /** The last measurement. */
  readonly average: Average;
  private stage: Stage = 'ramping';
  private settledForS = 0;
  private settledPathM = 0;
  private wasDisturbed = false;

  /** @param revolutionM length of the chain, m */
  constructor(
    objective: Objective,
    private readonly revolutionM: number,
  ) {
    this.average = new Average(objective, revolutionM);
  }

  /** Begins a probe of this load, 0..1, with the next tick. */
  moveTo(load: number): void {
    this.load = load;
    this.stage = 'ramping';
  }

  /** The plant was disturbed: the wait after the next ramp is twice as long. */
  disturb(): void {
    this.wasDisturbed = true;
  }

  /** Begins the present measurement again, because readings were missing. */
  restart(): void {
    this.stage = 'ramping';
  }

  /** Begins another measurement of the same load with the next tick. */
  measureAgain(): void {
    this.average.begin();
    this.stage = 'measuring';
  }

  /** One tick: moves the setpoint in the readings. True when it ends a measurement. */
  update(readings: Float64Array, rhythm: Rhythm): boolean {
    if (this.stage === 'measuring') return this.average.update(readings, rhythm);
    if (this.stage === 'ramping') this.ramp(readings);
    else this.settle(readings);
    return false;
  }

  private ramp(readings: Float64Array): void {
    const setpoint = readings[READING.setpoint]!;
    const most = RAMP_PER_S * readings[READING.dtS]!;
    const step = Math.min(most, Math.max(-most, this.load - setpoint));
    readings[READING.setpoint] = Math.abs(this.load - setpoint) <= most ? this.load : setpoint + step;
    if (readings[READING.setpoint] !== this.load) return;
    this.stage = 'settling';
    this.settledForS = 0;
    this.settledPathM = 0;
  }

  private settle(readings: Float64Array): void {
    const dtS = readings[READING.dtS]!;
    this.settledForS += dtS;
    this.settledPathM += readings[READING.velocityMps]! * dtS;
    const pathM = this.revolutionM * (this.wasDisturbed ? 2 : 1);
    const isThrough = this.settledPathM >= pathM && this.settledForS >= SETTLE_LEAST_S;
    if (!isThrough && this.settledForS < SETTLE_MOST_S) return;
    this.wasDisturbed = false;
    this.measureAgain();
  }
}

// Tracks how a device answers: its counters, its loss and recovery, and the pause before the next attempt.
import type { DriverContext } from '../driver.js';
import { SourceHealth } from '../source-health.js';
import { type FaultKind, I2cFault } from './fault.js';

/**
 * `good` counts readings, or setpoints written; `nack`, `timeouts` and `garbage` count failed attempts by their cause; `retries`
 * counts transactions that were made a second time; `reopened` counts how often the bus was opened again; `skipped` counts setpoints
 * that were not sent at once, because the one before was still under way or the program waits before it tries the device again.
 */
export const COUNTERS = ['good', 'nack', 'timeouts', 'garbage', 'retries', 'reopened', 'skipped'] as const;
export type CounterName = (typeof COUNTERS)[number];

/** A device is lost after this many failures in a row. A timeout is a loss at once. */
const LOST_AFTER = 3;
const FIRST_PAUSE_S = 0.02;

export class Answers {
  /** The device is not accessed before this time, monotonic seconds. */
  notBeforeS = 0;
  private readonly health: SourceHealth;
  private failures = 0;

  /** @param maxPauseS longest pause between two attempts at a device that does not answer, seconds */
  constructor(
    source: string,
    private readonly context: DriverContext,
    private readonly maxPauseS: number,
  ) {
    this.health = new SourceHealth(source, context.listener);
  }

  works(): void {
    this.failures = 0;
    this.count('good');
    this.health.works();
  }

  /** @returns whether the device is lost. It may have lost its power, so it must be set up again */
  failed(error: unknown, nowS: number): boolean {
    const kind: FaultKind = error instanceof I2cFault ? error.kind : 'nack';
    this.count(kind);
    this.failures++;
    this.notBeforeS = nowS + Math.min(this.maxPauseS, FIRST_PAUSE_S * 2 ** (this.failures - 1));
    const isLost = kind === 'timeouts' || this.failures >= LOST_AFTER;
    if (isLost) this.health.failed(error);
    return isLost;
  }

  /** Ends the pause: the device is accessed with the next tick. */
  hurry(): void {
    this.notBeforeS = 0;
  }

  count(name: CounterName): void {
    this.context.counters[COUNTERS.indexOf(name)]!++;
  }

  set(name: CounterName, value: number): void {
    this.context.counters[COUNTERS.indexOf(name)] = value;
  }
}

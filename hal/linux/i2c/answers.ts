// Keeps account of how a device answers: counters, its loss and return, and how long it is left alone.
import type { DriverContext } from '../driver.js';
import { SourceHealth } from '../source-health.js';
import { type FaultKind, I2cFault } from './fault.js';

/**
 * `good` are readings, or setpoints written; `nack`, `timeouts` and `garbage` the attempts that failed, by their cause; `retries`
 * the transactions that were made a second time; `reopened` how often the bus was opened again; `skipped` the setpoints that
 * found the one before under way, or the device lost.
 */
export const COUNTERS = ['good', 'nack', 'timeouts', 'garbage', 'retries', 'reopened', 'skipped'] as const;
export type CounterName = (typeof COUNTERS)[number];

/** So many failures in a row are a loss; a transaction without an answer is one at once. */
const LOST_AFTER = 3;
const FIRST_PAUSE_S = 0.02;

export class Answers {
  /** Monotonic seconds before which the device is not asked. */
  notBeforeS = 0;
  private readonly health: SourceHealth;
  private failures = 0;

  /** @param maxPauseS how long a device that does not answer is left alone at the most */
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

  /** @returns whether the device is lost, and may come back as one that was without power */
  failed(error: unknown, nowS: number): boolean {
    const kind: FaultKind = error instanceof I2cFault ? error.kind : 'nack';
    this.count(kind);
    this.failures++;
    this.notBeforeS = nowS + Math.min(this.maxPauseS, FIRST_PAUSE_S * 2 ** (this.failures - 1));
    const isLost = kind === 'timeouts' || this.failures >= LOST_AFTER;
    if (isLost) this.health.failed(error);
    return isLost;
  }

  /** It is asked with the next tick. */
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

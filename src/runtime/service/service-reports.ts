// What the running program tells the service manager: ready, state, reload, end, and that it still works.
import { PACE } from '../time/pacer.js';
import type { ServiceManager } from './service-manager.js';
import { type Progress, WatchdogFeed } from './watchdog-feed.js';

/** The service is ready after this many control ticks, with or without a broker. */
const READY_AFTER_TICKS = 10;
const STATUS_EVERY_MS = 1000;
/** While a thread is being started again, the watchdog may be silent for this time, ms: longer than its longest pause and its start. */
const RESTART_MS = 15_000;
const US_PER_MS = 1000;

export interface ServiceReportsParts {
  readonly manager: Pick<ServiceManager, 'tell' | 'watchdogMs'>;
  /** The counts of the other threads that have to go on for the watchdog to be fed. */
  readonly progress: readonly Progress[];
  /** One line on the state of the plant. */
  readonly status: () => string;
  /** The kernel's CLOCK_MONOTONIC, microseconds. */
  readonly monotonicUs: () => bigint;
}

/**
 * Works on the control thread, whose ticks feed the watchdog. A message is one system call that does not wait, after the work of a
 * tick, once or twice a second.
 */
export class ServiceReports {
  private ticks = 0;
  private isReady = false;
  private isEnding = false;
  private feed: WatchdogFeed | null = null;
  private isExcused = false;
  private status = '';
  private statusDueMs = Number.NEGATIVE_INFINITY;

  constructor(private readonly parts: ServiceReportsParts) {}

  /** To be called after each base tick with the pacer's record of it. */
  serve(pace: Float64Array): void {
    if (pace[PACE.isControl] !== 1 || this.isEnding) return;
    const nowMs = pace[PACE.beganMs]!;
    this.ticks++;
    if (this.isReady) {
      if (this.feed?.take(nowMs) === true) this.feedWatchdog();
      if (nowMs >= this.statusDueMs) this.tellStatus(nowMs);
    } else if (this.ticks >= READY_AFTER_TICKS) this.becomeReady(nowMs);
  }

  /** A reload begins. It is not reported while the service starts. */
  reloading(): void {
    if (!this.isReady || this.isEnding) return;
    this.parts.manager.tell('RELOADING=1', `MONOTONIC_USEC=${this.parts.monotonicUs()}`);
  }

  /** A reload has ended, whether the new configuration was applied or refused. */
  reloaded(): void {
    if (this.isReady && !this.isEnding) this.parts.manager.tell('READY=1');
  }

  stopping(): void {
    this.isEnding = true;
    this.parts.manager.tell('STOPPING=1', 'STATUS=the outputs are safe, the program ends');
  }

  /**
   * A thread has ended and is being started again, which may take longer than the watchdog waits. The watchdog gets a longer time,
   * once, and its own time again when all threads work. Meanwhile it is not fed.
   */
  threadEnded(): void {
    if (this.feed === null || this.isEnding) return;
    // What the thread did before its end is no sign that it works again.
    this.feed.forget();
    if (this.isExcused) return;
    this.isExcused = true;
    this.parts.manager.tell(`WATCHDOG_USEC=${RESTART_MS * US_PER_MS}`);
  }

  private becomeReady(nowMs: number): void {
    const { manager, progress } = this.parts;
    this.isReady = true;
    this.status = this.parts.status();
    this.statusDueMs = nowMs + STATUS_EVERY_MS;
    manager.tell('READY=1', `STATUS=${this.status}`);
    if (manager.watchdogMs === null) return;
    this.feed = new WatchdogFeed(manager.watchdogMs / 2, [() => this.ticks, ...progress], nowMs);
  }

  private feedWatchdog(): void {
    const { manager } = this.parts;
    if (this.isExcused) manager.tell('WATCHDOG=1', `WATCHDOG_USEC=${manager.watchdogMs! * US_PER_MS}`);
    else manager.tell('WATCHDOG=1');
    this.isExcused = false;
  }

  private tellStatus(nowMs: number): void {
    this.statusDueMs = nowMs + STATUS_EVERY_MS;
    const status = this.parts.status();
    if (status === this.status) return;
    if (this.parts.manager.tell(`STATUS=${status}`)) this.status = status;
  }
}

// Runs the periodic work of a thread from one table. Each task has a name and a period, and its duration is measured.
import { performance } from 'node:perf_hooks';

export interface PeriodicTask {
  /** Short, and unique in its table. It is shown in reports. */
  readonly name: string;
  /** Milliseconds from one run to the next; Infinity for a task that waits for {@link PeriodicTasks.again}. */
  readonly everyMs: number;
  /** May request an earlier next run by {@link PeriodicTasks.again}. Its errors are not caught: they are thrown in the timer. */
  readonly run: () => void;
}

/** The time that a task took since the start. Durations are in microseconds. */
export interface TaskFigures {
  readonly everyMs: number | null;
  readonly count: number;
  readonly meanUs: number;
  readonly maxUs: number;
}

/** The clock and the timer; replaced in tests. */
export interface TaskClock {
  /** Milliseconds since any origin. Never goes back. */
  readonly nowMs: () => number;
  /**
   * Calls `callback` once, after `ms` milliseconds, a whole number. They count from the last whole millisecond of {@link nowMs}, as
   * those of Node's timers do. Returns a function that cancels the call.
   */
  readonly after: (ms: number, callback: () => void) => () => void;
}

/** The system's monotonic time at the origin of `performance.now()`, milliseconds. Node's timers count whole ones of this time. */
const ORIGIN_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

const SYSTEM: TaskClock = {
  nowMs: () => ORIGIN_MS + performance.now(),
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

/** A task with its times and its statistics. */
class Entry {
  dueMs = Number.POSITIVE_INFINITY;
  count = 0;
  totalMs = 0;
  maxMs = 0;

  constructor(readonly task: PeriodicTask) {}

  /** Runs the task, measures it, and sets when it is due again. Missed runs are not made up for. */
  run(clock: TaskClock): void {
    const beganMs = clock.nowMs();
    const dueMs = this.dueMs + this.task.everyMs;
    this.dueMs = Number.POSITIVE_INFINITY;
    this.task.run();
    const endMs = clock.nowMs();
    this.count++;
    this.totalMs += endMs - beganMs;
    this.maxMs = Math.max(this.maxMs, endMs - beganMs);
    this.dueMs = Math.min(this.dueMs, Math.max(dueMs, endMs));
  }

  get figures(): TaskFigures {
    const { everyMs } = this.task;
    return {
      everyMs: Number.isFinite(everyMs) ? everyMs : null,
      count: this.count,
      meanUs: this.count === 0 ? 0 : Math.round((this.totalMs / this.count) * 1000),
      maxUs: Math.round(this.maxMs * 1000),
    };
  }
}

/** One timer for all tasks. Lifecycle: `start` once, `stop` once; after that no task runs. */
export class PeriodicTasks {
  private readonly entries: readonly Entry[];
  private cancel: (() => void) | null = null;
  private isRunning = false;
  /** True while due tasks run: then the timer is set once, after the last of them. */
  private isInRound = false;

  /** @throws RangeError when two tasks have the same name, or a period is not above 0 */
  constructor(
    tasks: readonly PeriodicTask[],
    private readonly clock: TaskClock = SYSTEM,
  ) {
    for (const { name, everyMs } of tasks) {
      if (!(everyMs > 0))
        throw new RangeError(`the task ${name} has the period ${everyMs} ms; it has to be above 0`);
    }
    if (new Set(tasks.map(({ name }) => name)).size < tasks.length)
      throw new RangeError('two tasks have the same name');
    this.entries = tasks.map((task) => new Entry(task));
  }

  /** Each task runs for the first time one period from now. */
  start(): void {
    this.isRunning = true;
    const nowMs = this.clock.nowMs();
    for (const entry of this.entries) entry.dueMs = Math.min(entry.dueMs, nowMs + entry.task.everyMs);
    this.arm();
  }

  /** Lets a task run in `inMs` milliseconds instead of at its due time. @throws RangeError on an unknown name */
  again(name: string, inMs: number): void {
    const entry = this.entries.find(({ task }) => task.name === name);
    if (entry === undefined) throw new RangeError(`there is no task ${name}`);
    entry.dueMs = this.clock.nowMs() + inMs;
    if (this.isRunning && !this.isInRound) this.arm();
  }

  stop(): void {
    this.isRunning = false;
    this.cancel?.();
    this.cancel = null;
  }

  /** Figures by task name, in the order of the table. */
  get figures(): Readonly<Record<string, TaskFigures>> {
    return Object.fromEntries(this.entries.map(({ task, figures }) => [task.name, figures]));
  }

  private arm(): void {
    this.cancel?.();
    this.cancel = null;
    const dueMs = Math.min(...this.entries.map((entry) => entry.dueMs));
    if (!Number.isFinite(dueMs)) return;
    // Rounded up: a timer that fires a fraction of a millisecond early finds nothing to do, and the thread is woken twice.
    const inMs = Math.ceil(dueMs - Math.floor(this.clock.nowMs()));
    this.cancel = this.clock.after(Math.max(0, inMs), () => this.runDue());
  }

  private runDue(): void {
    const nowMs = this.clock.nowMs();
    this.isInRound = true;
    try {
      for (const entry of this.entries) {
        // An earlier task of this round may have called stop().
        if (this.isRunning && entry.dueMs <= nowMs) entry.run(this.clock);
      }
    } finally {
      this.isInRound = false;
    }
    if (this.isRunning) this.arm();
  }
}

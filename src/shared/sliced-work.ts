// Does long work of a thread in slices, so that its messages and timers are served in between.

/** A slice may take about this long, milliseconds. One step of the work is not divided. */
const SLICE_MS = 4;

interface Job {
  /** Does one step. Returns false when the work is done. */
  readonly step: () => boolean;
}

/** Works are done one after the other, in the order in which they were added. */
export class SlicedWork {
  private jobs: Job[] = [];
  private isScheduled = false;

  /** @param now milliseconds of a clock that does not jump; @param later calls a function after the waiting messages were served */
  constructor(
    private readonly now: () => number = () => performance.now(),
    private readonly later: (run: () => void) => void = setImmediate,
  ) {}

  /** Number of works that are not done. */
  get length(): number {
    return this.jobs.length;
  }

  /** @param work its errors are not caught; @param done gets the result */
  add<T>(work: Generator<void, T>, done: (result: T) => void): void {
    const step = () => {
      const { done: isDone, value } = work.next();
      if (isDone) done(value);
      return !isDone;
    };
    this.jobs.push({ step });
    this.schedule();
  }

  /** Gives up all works. */
  clear(): void {
    this.jobs = [];
  }

  private schedule(): void {
    if (this.isScheduled || this.jobs.length === 0) return;
    this.isScheduled = true;
    this.later(() => {
      this.isScheduled = false;
      this.slice();
      this.schedule();
    });
  }

  private slice(): void {
    const endMs = this.now() + SLICE_MS;
    do {
      const [job] = this.jobs;
      if (job === undefined) return;
      if (!job.step() && this.jobs[0] === job) this.jobs.shift();
    } while (this.now() < endMs);
  }
}

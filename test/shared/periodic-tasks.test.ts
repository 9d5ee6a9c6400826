// The table of periodic tasks in virtual time: when each task runs, its measured times, and its end.
import { describe, expect, it } from 'vitest';
import { type PeriodicTask, PeriodicTasks } from '../../src/shared/periodic-tasks.js';

class VirtualTime {
  nowMs = 1000;
  timersSet = 0;
  private readonly timers = new Set<{ readonly atMs: number; readonly call: () => void }>();

  readonly clock = {
    nowMs: () => this.nowMs,
    after: (ms: number, call: () => void) => {
      const timer = { atMs: Math.floor(this.nowMs) + ms, call };
      this.timersSet++;
      this.timers.add(timer);
      return () => void this.timers.delete(timer);
    },
  };

  get pending(): number {
    return this.timers.size;
  }

  advance(ms: number): void {
    const endMs = this.nowMs + ms;
    for (;;) {
      const next = [...this.timers].sort((a, b) => a.atMs - b.atMs)[0];
      if (next === undefined || next.atMs > endMs) break;
      this.timers.delete(next);
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.call();
    }
    this.nowMs = Math.max(this.nowMs, endMs);
  }
}

interface Bench {
  readonly time: VirtualTime;
  readonly table: PeriodicTasks;
  readonly timesOf: (name: string) => number[];
}

function started(tasks: (time: VirtualTime, ran: (name: string) => void) => readonly PeriodicTask[]): Bench {
  const time = new VirtualTime();
  const runs: [string, number][] = [];
  const table = new PeriodicTasks(
    tasks(time, (name) => runs.push([name, time.nowMs - 1000])),
    time.clock,
  );
  table.start();
  const timesOf = (name: string) => runs.filter(([ran]) => ran === name).map(([, ms]) => ms);
  return { time, table, timesOf };
}

describe('a table of tasks', () => {
  it('runs each task at its period, from one timer', () => {
    const { time, timesOf } = started((_, ran) => [
      { name: 'fast', everyMs: 15, run: () => ran('fast') },
      { name: 'slow', everyMs: 50, run: () => ran('slow') },
    ]);
    expect(time.pending).toBe(1);
    time.advance(100);
    expect(timesOf('fast')).toEqual([15, 30, 45, 60, 75, 90]);
    expect(timesOf('slow')).toEqual([50, 100]);
    expect(time.pending).toBe(1);
  });

  it('keeps the period when a task takes time, and leaves out missed runs', () => {
    let takesMs = 4;
    const { time, timesOf } = started((clock, ran) => [
      {
        name: 'work',
        everyMs: 10,
        run: () => {
          ran('work');
          clock.nowMs += takesMs;
        },
      },
    ]);
    time.advance(35);
    expect(timesOf('work')).toEqual([10, 20, 30]);
    takesMs = 35;
    time.advance(50);
    expect(timesOf('work')).toEqual([10, 20, 30, 40, 75]);
  });

  it('runs a task again on request, by the task itself or by others', () => {
    const delays = [100, 200];
    const { time, table, timesOf } = started((_, ran) => [
      {
        name: 'trial',
        everyMs: Number.POSITIVE_INFINITY,
        run: () => {
          ran('trial');
          const delayMs = delays.shift();
          if (delayMs !== undefined) table.again('trial', delayMs);
        },
      },
    ]);
    time.advance(1000);
    expect(timesOf('trial')).toEqual([]);
    table.again('trial', 50);
    time.advance(1000);
    expect(timesOf('trial')).toEqual([1050, 1150, 1350]);
    expect(time.pending).toBe(0);
    expect(() => table.again('else', 1)).toThrow(/no task else/);
  });

  it('sets one timer for each run of a task whose times are no whole milliseconds', () => {
    const { time, table, timesOf } = started((_, ran) => [
      {
        name: 'frames',
        everyMs: Number.POSITIVE_INFINITY,
        run: () => {
          ran('frames');
          time.nowMs += 0.4;
          table.again('frames', 16.3);
        },
      },
    ]);
    time.nowMs += 0.7;
    table.again('frames', 16.3);
    const before = time.timersSet;
    time.advance(1000);
    expect(timesOf('frames')).toHaveLength(58);
    expect(time.timersSet - before).toBe(58);
  });

  it('measures the number of runs and their durations', () => {
    const durations = [1, 3];
    const { time, table } = started((clock) => [
      {
        name: 'work',
        everyMs: 10,
        run: () => {
          clock.nowMs += durations.shift() ?? 0;
        },
      },
      { name: 'rare', everyMs: 60_000, run: () => {} },
    ]);
    time.advance(20);
    expect(table.figures).toEqual({
      work: { everyMs: 10, count: 2, meanUs: 2000, maxUs: 3000 },
      rare: { everyMs: 60_000, count: 0, meanUs: 0, maxUs: 0 },
    });
  });

  it('runs no task after stop, also when a task calls stop', () => {
    const { time, table, timesOf } = started((_, ran) => [
      {
        name: 'last',
        everyMs: 10,
        run: () => {
          ran('last');
          table.stop();
        },
      },
      { name: 'never', everyMs: 10, run: () => ran('never') },
    ]);
    time.advance(100);
    expect(timesOf('last')).toEqual([10]);
    expect(timesOf('never')).toEqual([]);
    expect(time.pending).toBe(0);
  });

  it('refuses two tasks with the same name, and a period of 0', () => {
    const task = { name: 'one', everyMs: 1, run: () => {} };
    expect(() => new PeriodicTasks([task, task])).toThrow(RangeError);
    expect(() => new PeriodicTasks([{ ...task, everyMs: 0 }])).toThrow(/above 0/);
  });
});

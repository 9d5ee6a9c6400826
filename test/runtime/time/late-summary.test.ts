// What the log says about late ticks.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { LateSummary } from '../../../src/runtime/time/late-summary.js';
import type { LateCause } from '../../../src/vocabulary/words.js';

const MINUTE_MS = 60_000;

let debug: string[];
let info: string[];
let summary: LateSummary;

beforeEach(() => {
  vi.useFakeTimers();
  debug = [];
  info = [];
  summary = new LateSummary({ debug: (line) => debug.push(line), info: (line) => info.push(line) });
});

afterEach(() => {
  summary.close();
  vi.useRealTimers();
});

function late(cause: LateCause, ms: number, times = 1): void {
  for (let n = 0; n < times; n++) {
    summary.add({ tick: 4 * n, latenessUs: ms * 1000, cause, detail: 'the thread was woken late' });
  }
}

it('logs each late tick with its cause at once, on the level debug', () => {
  late('os', 3.14);
  expect(debug).toEqual(['tick 0 was 3.1 ms late: os, the thread was woken late']);
  expect(info).toEqual([]);
});

describe('at the end of a minute', () => {
  it('logs one line with the number of late ticks, the worst lateness and the causes, the most frequent first', () => {
    late('gc', 1.2, 2);
    late('os', 3.1);
    late('os', 1.1, 9);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(info).toEqual(['12 control ticks were late in the last minute, worst 3.1 ms: 10 os, 2 gc']);
  });

  it('logs a single late tick, too', () => {
    late('phase', 12);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(info).toEqual(['1 control tick was late in the last minute, worst 12.0 ms: 1 phase']);
  });

  it('logs nothing when no tick was late', () => {
    vi.advanceTimersByTime(10 * MINUTE_MS);
    expect(info).toEqual([]);
  });

  it('counts each minute separately', () => {
    late('os', 9);
    vi.advanceTimersByTime(MINUTE_MS);
    late('blocked', 2);
    vi.advanceTimersByTime(2 * MINUTE_MS);
    expect(info.slice(1)).toEqual(['1 control tick was late in the last minute, worst 2.0 ms: 1 blocked']);
  });
});

describe('when it is closed', () => {
  it('logs the unfinished minute once, and nothing afterwards', () => {
    late('os', 2);
    summary.close();
    summary.close();
    vi.advanceTimersByTime(10 * MINUTE_MS);
    expect(info).toEqual(['1 control tick was late in the last minute, worst 2.0 ms: 1 os']);
    expect(vi.getTimerCount()).toBe(0);
  });
});

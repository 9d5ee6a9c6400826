// What is known about the interruptions of a thread: garbage collections, and waiting for a processor.
import { describe, expect, it } from 'vitest';
import { GcLog, secondNumber, watchThread } from '../../../src/runtime/time/thread-evidence.js';

describe('the log of garbage collections', () => {
  it.each([
    [0, 100, 0],
    [100, 110, 10],
    [105, 110, 5],
    [95, 105, 5],
    [90, 200, 30],
    [115, 145, 15],
  ])('finds between %i and %i ms %i ms of collections at 100..110 and 130..150', (from, to, overlap) => {
    const log = new GcLog();
    log.add(100, 110);
    log.add(130, 150);
    expect(log.overlapMs(from, to)).toBe(overlap);
  });

  it('drops the oldest collections, so it needs constant memory', () => {
    const log = new GcLog();
    for (let n = 0; n < 1000; n++) log.add(n * 10, n * 10 + 1);
    expect(log.overlapMs(0, 9000)).toBe(0);
    expect(log.overlapMs(9900, 10_000)).toBe(10);
  });
});

describe('the scheduler’s account of a thread', () => {
  it.each([
    ['274124209 19110386 69\n', 19_110_386],
    ['5 0 1\n', 0],
    ['12', 0],
    ['', 0],
  ])('gives the waiting time in %j', (text, expected) => {
    const bytes = new TextEncoder().encode(text);
    expect(secondNumber(bytes, bytes.length)).toBe(expected);
  });

  it('never decreases', () => {
    const evidence = watchThread();
    const first = evidence.runDelayMs();
    expect(first).toBeGreaterThanOrEqual(0);
    expect(evidence.runDelayMs()).toBeGreaterThanOrEqual(first);
    evidence.close();
  });
});

// The planned collection: how often the young generation is collected, and that nothing else is.
import { PerformanceObserver } from 'node:perf_hooks';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { PlannedCollection } from '../../../src/runtime/time/planned-collection.js';

const PERIOD_MS = 1000 / 15;

describe('the planned collection', () => {
  it('comes after the first control tick, and then after one in two seconds', () => {
    const asked: unknown[] = [];
    const planned = new PlannedCollection((options) => asked.push(options));
    for (let tick = 0; tick < 150; tick++) planned.afterControlTick(tick * PERIOD_MS);
    expect(asked).toEqual(Array(5).fill({ type: 'minor' }));
  });

  it('is left to V8 when there is no collector', () => {
    expect(() => new PlannedCollection(null).afterControlTick(0)).not.toThrow();
  });

  it('collects the young generation of this thread, and leaves no `gc` to other code', async () => {
    const kinds: unknown[] = [];
    const observer = new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        kinds.push((entry as { detail?: { flags: number } }).detail?.flags);
    });
    observer.observe({ entryTypes: ['gc'] });
    new PlannedCollection().afterControlTick(0);
    await delay(50);
    observer.disconnect();
    expect(kinds.length).toBeGreaterThan(0);
    expect('gc' in globalThis).toBe(false);
  });
});

// The event after which publishing continues, for sequences of acknowledgements, lost connections and restarts.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/worker/store.js';
import { anEvent, commit, openStore, range, temporaryDirectory } from '../fixtures.js';

const S = 1000;

function storeWithEvents(path = join(temporaryDirectory(), 'kpp.db')): Store {
  const store = openStore(path);
  commit(
    store,
    1,
    range(300).map((i) => anEvent(i)),
  );
  return store;
}

function acknowledge(store: Store, ...pairs: readonly (readonly [seq: number, atMs: number])[]): void {
  for (const [seq, atMs] of pairs) {
    store.acknowledge(seq, atMs);
    store.commit();
  }
}

function resumePoint(store: Store, lossAtMs: number | null): number {
  return Number(store.answer({ name: 'resumePoint', args: [lossAtMs] }));
}

describe('the resume point', () => {
  it('is 0 when no event was ever acknowledged', () => {
    const store = storeWithEvents();
    expect(resumePoint(store, null)).toBe(0);
    expect(resumePoint(store, 5 * S)).toBe(0);
  });

  it.each([
    { loss: 129 * S, resume: 0 },
    { loss: 130 * S, resume: 10 },
    { loss: 139 * S, resume: 10 },
    { loss: 145 * S, resume: 20 },
    { loss: 151 * S, resume: 30 },
    { loss: 900 * S, resume: 30 },
  ])('after a loss at $loss ms leaves out what was acknowledged 30 s before: $resume', ({ loss, resume }) => {
    const store = storeWithEvents();
    acknowledge(store, [10, 100 * S], [20, 115 * S], [30, 121 * S]);
    expect(resumePoint(store, loss)).toBe(resume);
  });

  it('goes back equally far when the next loss comes before the repeated events are certain', () => {
    const store = storeWithEvents();
    acknowledge(store, [10, 10 * S], [40, 100 * S]);
    expect(resumePoint(store, 101 * S)).toBe(10);
    acknowledge(store, [30, 103 * S]);
    expect(resumePoint(store, 104 * S)).toBe(10);
    acknowledge(store, [40, 105 * S]);
    expect(resumePoint(store, 135 * S)).toBe(40);
  });

  it('is measured from the last acknowledgement when the time of the loss is unknown', () => {
    const store = storeWithEvents();
    acknowledge(store, [10, 10 * S], [20, 50 * S], [30, 60 * S]);
    expect(resumePoint(store, null)).toBe(10);
    expect(resumePoint(store, null)).toBe(10);
  });

  it('after a restart is measured from the last acknowledgement of the previous run, independent of the new clock', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const first = storeWithEvents(path);
    acknowledge(first, [10, 900 * S], [20, 931 * S]);
    first.close();
    const second = openStore(path);
    expect(resumePoint(second, null)).toBe(10);
    acknowledge(second, [50, 2 * S]);
    expect(resumePoint(second, 40 * S)).toBe(50);
  });

  it('is kept by a restart of the worker alone', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const first = storeWithEvents(path);
    acknowledge(first, [10, 10 * S], [20, 35 * S]);
    first.close();
    expect(resumePoint(openStore(path, { resumeRun: 1 }), 70 * S)).toBe(20);
  });

  it('never rises by an acknowledgement that comes late', () => {
    const store = storeWithEvents();
    acknowledge(store, [20, 10 * S], [15, 12 * S]);
    expect(resumePoint(store, 100 * S)).toBe(20);
  });

  it('ignores an acknowledgement of an event that the store never had', () => {
    const store = storeWithEvents();
    acknowledge(store, [301, 10 * S]);
    expect(resumePoint(store, 100 * S)).toBe(0);
  });

  it('stays right over hours of acknowledgements', () => {
    const store = storeWithEvents();
    acknowledge(store, ...range(300).map((i) => [i, i * S] as const));
    expect(resumePoint(store, 301 * S)).toBe(271);
  });

  it('goes back at most two minutes, also when a jump of the clock sets the loss before all events', () => {
    const store = storeWithEvents();
    acknowledge(store, ...range(300).map((i) => [i, i * S] as const));
    expect(resumePoint(store, 0)).toBe(180);
  });
});

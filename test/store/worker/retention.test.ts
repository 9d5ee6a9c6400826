// The deletion of old entries, and of entries of a store that is too large.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Store } from '../../../src/store/worker/store.js';
import type { StoredEvent } from '../../../src/vocabulary/events.js';
import { anEvent, commit, NOW_MS, openStore, range, temporaryDirectory } from '../fixtures.js';

const DAY_MS = 86_400_000;

function kept(store: Store): StoredEvent[] {
  return store.answer({ name: 'eventsAfter', args: [0, 1000] }) as StoredEvent[];
}

function maintainFully(store: Store, nowMs: number): void {
  for (let batches = 0; store.maintain(nowMs); batches++) expect(batches).toBeLessThan(1000);
}

/** Makes every event up to `seq` count as delivered for certain. */
function deliver(store: Store, seq: number): void {
  store.acknowledge(seq, 1);
  store.commit();
  store.answer({ name: 'resumePoint', args: [100_000] });
}

describe('age', () => {
  it('deletes delivered events that are older than the limit, and no others', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'), { maxAgeDays: 30 });
    const events = range(10).map((i) => ({ ...anEvent(i), ts: NOW_MS + i * DAY_MS }));
    commit(store, 1, events);
    deliver(store, 10);
    maintainFully(store, NOW_MS + 34 * DAY_MS);
    expect(kept(store).map((event) => event.seq)).toEqual([4, 5, 6, 7, 8, 9, 10]);
  });

  it('never deletes an event that was not delivered', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'), { maxAgeDays: 1 });
    commit(
      store,
      1,
      range(10).map((i) => anEvent(i)),
    );
    deliver(store, 6);
    store.acknowledge(9, 50_000);
    store.commit();
    maintainFully(store, NOW_MS + 1000 * DAY_MS);
    expect(kept(store).map((event) => event.seq)).toEqual([7, 8, 9, 10]);
  });

  it('keeps the seq rising after every event was deleted', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const store = openStore(path, { maxAgeDays: 1 });
    commit(store, 1, [anEvent(1), anEvent(2)]);
    deliver(store, 2);
    maintainFully(store, NOW_MS + 1000 * DAY_MS);
    expect(kept(store)).toEqual([]);
    store.end();
    const next = openStore(path);
    expect(next.opened.lastSeq).toBe(2);
    commit(next, 1, [anEvent(3)]);
    expect(kept(next).map((event) => event.seq)).toEqual([3]);
  });
});

describe('size', () => {
  const text = 'x'.repeat(1000);

  it('deletes the oldest delivered events without a report, and the file shrinks', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const big = openStore(path);
    commit(
      big,
      1,
      range(3000).map((i) => anEvent(i, { text })),
    );
    deliver(big, 3000);
    big.end();
    expect(statSync(path).size).toBeGreaterThan(3e6);
    const bounded = openStore(path, { maxMegabytes: 2 });
    maintainFully(bounded, NOW_MS);
    expect(bounded.lastSeq).toBe(3000);
    expect(kept(bounded)[0]?.seq).toBeGreaterThan(1000);
    bounded.end();
    expect(statSync(path).size).toBeLessThan(2e6);
  });

  it('deletes undelivered events only as the last resort, and reports their number', () => {
    const store = openStore(join(temporaryDirectory(), 'kpp.db'), { maxMegabytes: 2 });
    commit(
      store,
      1,
      range(3000).map((i) => anEvent(i, { text })),
    );
    deliver(store, 100);
    maintainFully(store, NOW_MS + 5);
    const first = kept(store)[0]?.seq ?? 0;
    const tail = store.answer({ name: 'eventsAfter', args: [3000, 1000] }) as StoredEvent[];
    expect(tail.every(({ type, ts }) => type === 'data_lost' && ts === NOW_MS + 5)).toBe(true);
    expect(tail[0]?.data).toMatchObject({
      what: 'events',
      reason: 'store_full',
      count: 400,
      fromSeq: 101,
      toSeq: 500,
    });
    const lost = tail.reduce((sum, event) => sum + Number(event.data.count), 0);
    expect(lost).toBe(first - 1 - 100);
    expect(tail.map((event) => event.seq)).toEqual(tail.map((_, i) => 3001 + i));
  });
});

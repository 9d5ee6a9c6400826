// The minutes in the store: writing, reading in order, restarts, stores of an earlier version, and deletion.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MinutePlace, NumberedMinute, StoredMinute } from '../../../src/store/protocol.js';
import type { Store } from '../../../src/store/worker/store.js';
import { anEvent, commit, downgrade, NOW_MS, openStore, range, temporaryDirectory } from '../fixtures.js';

const MINUTE_MS = 60_000;

function aMinute(i: number, more: Partial<StoredMinute> = {}): StoredMinute {
  return { ts: NOW_MS + i * MINUTE_MS, run: 1, tick: i * 3600, body: `{"i":${i}}`, ...more };
}

function put(store: Store, ...minutes: StoredMinute[]): void {
  for (const minute of minutes) store.answer({ name: 'putMinute', args: [minute] });
}

function read(
  store: Store,
  after: MinutePlace,
  beforeMs = Infinity,
  limit = 1000,
): readonly NumberedMinute[] {
  return store.answer({ name: 'minutesAfter', args: [after, beforeMs, limit] }) as NumberedMinute[];
}

const FROM_THE_START: MinutePlace = { ts: 0, id: 0 };

function storePath(): string {
  return join(temporaryDirectory(), 'kpp.db');
}

describe('minutes', () => {
  it('are read from one time to another, in pages', () => {
    const store = openStore(storePath());
    put(store, ...range(10).map((i) => aMinute(i)));
    const within = read(store, { ts: NOW_MS + 3 * MINUTE_MS, id: 0 }, NOW_MS + 8 * MINUTE_MS);
    expect(within.map(({ tick }) => tick / 3600)).toEqual([3, 4, 5, 6, 7]);
    const first = read(store, FROM_THE_START, Infinity, 4);
    const second = read(store, first.at(-1)!, Infinity, 4);
    expect([...first, ...second].map(({ body }) => JSON.parse(body).i)).toEqual(range(8));
  });

  it('are read in the order of time, and those of the same time in the order of storing', () => {
    const store = openStore(storePath());
    put(store, aMinute(5), aMinute(2), aMinute(2, { run: 2 }), aMinute(2, { run: 3 }));
    const all = read(store, FROM_THE_START);
    expect(all.map(({ ts, run }) => [(ts - NOW_MS) / MINUTE_MS, run])).toEqual([
      [2, 1],
      [2, 2],
      [2, 3],
      [5, 1],
    ]);
    const first = read(store, FROM_THE_START, Infinity, 1);
    expect(read(store, first[0]!, Infinity, 1)[0]?.run).toBe(2);
  });

  it('are stored once, also when they are put several times', () => {
    const store = openStore(storePath());
    put(store, aMinute(1), aMinute(1));
    expect(read(store, FROM_THE_START)).toHaveLength(1);
  });

  it('are durable without a commit, and do not commit waiting events', () => {
    const path = storePath();
    const store = openStore(path);
    store.append(1, [anEvent(1)]);
    put(store, aMinute(1));
    expect(store.lastSeq).toBe(0);
    store.close();
    expect(read(openStore(path), FROM_THE_START)).toHaveLength(1);
  });

  it('can be stored in a store of the previous version, which keeps its content', () => {
    const path = storePath();
    const before = openStore(path);
    commit(before, 1, [anEvent(1), anEvent(2)]);
    before.end();
    downgrade(path, 1);
    const store = openStore(path);
    expect(store.opened).toMatchObject({ run: 2, log: before.opened.log, lastSeq: 2 });
    put(store, aMinute(1));
    expect(read(store, FROM_THE_START)).toHaveLength(1);
  });
});

describe('the limits of the store', () => {
  const MANY = { body: 'x'.repeat(2000) };

  function maintainFully(store: Store, nowMs: number): void {
    for (let batches = 0; store.maintain(nowMs); batches++) expect(batches).toBeLessThan(1000);
  }

  it('delete minutes that are too old', () => {
    const store = openStore(storePath(), { maxAgeDays: 1 });
    put(store, ...range(100).map((i) => aMinute(i * 60)));
    maintainFully(store, NOW_MS + 90 * 3_600_000);
    expect(read(store, FROM_THE_START)[0]?.ts).toBe(NOW_MS + 66 * 3_600_000);
  });

  it('delete the oldest minutes, and no undelivered event, while the file is too large', () => {
    const store = openStore(storePath(), { maxMegabytes: 1 });
    commit(
      store,
      1,
      range(100).map((i) => anEvent(i, { text: 'x'.repeat(2000) })),
    );
    put(store, ...range(1000).map((i) => aMinute(i, MANY)));
    maintainFully(store, NOW_MS);
    const left = read(store, FROM_THE_START);
    expect(left.length).toBeGreaterThan(100);
    expect(left.at(-1)?.ts).toBe(NOW_MS + 1000 * MINUTE_MS);
    expect(store.answer({ name: 'eventsAfter', args: [0, 1000] })).toHaveLength(100);
  });

  it('delete delivered events before minutes that are younger', () => {
    const store = openStore(storePath(), { maxMegabytes: 1 });
    commit(
      store,
      1,
      range(400).map((i) => anEvent(i, { text: 'x'.repeat(2000) })),
    );
    store.acknowledge(400, 1);
    store.commit();
    store.answer({ name: 'resumePoint', args: [100_000] });
    put(store, ...range(300).map((i) => aMinute(i, MANY)));
    maintainFully(store, NOW_MS);
    expect(read(store, FROM_THE_START)).toHaveLength(300);
    expect(store.answer({ name: 'eventsAfter', args: [0, 1000] })).not.toHaveLength(400);
  });
});

// The record of the totals in the store: when it is written, what a reset stores, and the way through a store in memory.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreArchive } from '../../../src/store/archive.js';
import { resetStoredTotals } from '../../../src/store/stopped-store.js';
import { SCHEMA_VERSION } from '../../../src/store/worker/database/schema.js';
import type { Store } from '../../../src/store/worker/store.js';
import { storeSettings } from '../../support/settings.js';
import { anEvent, commit, downgrade, NOW_MS, openStore, range, temporaryDirectory } from '../fixtures.js';

const put = (store: Store, body: string, isUrgent: boolean) =>
  store.answer({ name: 'putTotals', args: [body, isUrgent] });
const read = (store: Store) => store.answer({ name: 'totals', args: [] });
const storePath = () => join(temporaryDirectory(), 'kpp.db');
const RESET = { type: 'command', ts: NOW_MS, data: { name: 'totals_reset' } } as const;

function stored(path: string): string | null {
  const archive = new StoreArchive(path);
  try {
    return archive.totals;
  } finally {
    archive.close();
  }
}

describe('the record of the totals', () => {
  it('is null in a new store, and then the one that was put last', () => {
    const store = openStore(storePath());
    expect(read(store)).toBeNull();
    put(store, 'a', false);
    put(store, 'b', false);
    expect(read(store)).toBe('b');
  });

  it('is written at once when it is urgent, otherwise with the next commit', () => {
    const path = storePath();
    const store = openStore(path);
    put(store, 'a', true);
    put(store, 'b', false);
    expect(stored(path)).toBe('a');
    store.commit();
    expect(stored(path)).toBe('a');
    commit(store, 1, [anEvent(1)]);
    expect(stored(path)).toBe('b');
  });

  it.each([true, false])('is written at the end (in order: %s)', (inOrder) => {
    const path = storePath();
    const store = openStore(path);
    put(store, 'a', false);
    store.end(inOrder);
    expect(stored(path)).toBe('a');
  });

  it('survives a restart of the worker, and another start of the program', () => {
    const path = storePath();
    const store = openStore(path);
    put(store, 'a', true);
    store.close();
    const resumed = openStore(path, { resumeRun: 1 });
    expect(read(resumed)).toBe('a');
    resumed.close();
    expect(read(openStore(path))).toBe('a');
  });

  it('is replaced by a reset together with its event, and no event of the control thread is committed by that', () => {
    const store = openStore(storePath());
    put(store, 'a', false);
    store.append(1, [anEvent(1)]);
    store.answer({ name: 'resetTotals', args: ['zero', RESET] });
    expect(read(store)).toBe('zero');
    expect(store.answer({ name: 'eventsAfter', args: [0, 10] })).toMatchObject([{ seq: 1, type: 'command' }]);
  });
});

describe('a store of an earlier version', () => {
  it.each(range(SCHEMA_VERSION - 1))('%i has no totals, keeps its events, and takes totals', (version) => {
    const path = storePath();
    const before = openStore(path);
    commit(before, 1, [anEvent(1)]);
    before.end();
    downgrade(path, version);
    const store = openStore(path);
    expect([read(store), store.lastSeq]).toEqual([null, 1]);
    put(store, 'a', true);
    expect(read(store)).toBe('a');
  });
});

describe('a store in memory', () => {
  function failed() {
    const path = storePath();
    const disk = openStore(path);
    put(disk, 'before', true);
    disk.close();
    const previous = { log: disk.opened.log, lastSeq: 0 };
    const state = { alarms: [], trip: null, energised: false, previousWasMemory: false, reason: 'disk full' };
    const memory = openStore(path, { resumeRun: 1, memory: { previous, ...state } });
    return { path, memory, setup: { ...storeSettings({ path }), resumeRun: 1 } };
  }

  it('has no record of its own, and leaves the one on the disk alone', () => {
    const { memory, setup } = failed();
    expect(read(memory)).toBeNull();
    expect(read(memory.moveToDisk(setup, NOW_MS))).toBe('before');
  });

  it('takes its record to the disk when the disk works again', () => {
    const { path, memory, setup } = failed();
    put(memory, 'while the disk failed', false);
    memory.moveToDisk(setup, NOW_MS);
    expect(stored(path)).toBe('while the disk failed');
  });
});

describe('a reset while no controller runs', () => {
  const reset = (path: string) =>
    resetStoredTotals(path, (body) => ({ body: `after ${body}`, event: RESET }));

  it('replaces the record and adds the event to the log, whose next event follows it', () => {
    const path = storePath();
    const store = openStore(path);
    commit(store, 1, [anEvent(1)]);
    put(store, 'a', true);
    store.end();
    reset(path);
    expect(stored(path)).toBe('after a');
    const next = openStore(path);
    commit(next, 1, [anEvent(2)]);
    const events = next.answer({ name: 'eventsAfter', args: [0, 10] });
    expect(events).toMatchObject([
      { seq: 1, log: store.opened.log },
      { seq: 2, type: 'command' },
      { seq: 3, log: store.opened.log },
    ]);
  });

  it('is refused while the store is used, and when there is none', () => {
    const path = storePath();
    const store = openStore(path);
    expect(() => reset(path)).toThrow(expect.objectContaining({ code: 'in_use' }));
    store.end();
    const missing = storePath();
    expect(() => reset(missing)).toThrow(expect.objectContaining({ code: 'missing' }));
    expect(existsSync(missing)).toBe(false);
  });
});

// Opening a store that is missing, damaged, in use, of a newer version, or not a store.
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { StoreError } from '../../../../src/store/errors.js';
import { Database } from '../../../../src/store/worker/database/database.js';
import { anAlert, anEvent, commit, NOW_MS, openStore, range, temporaryDirectory } from '../../fixtures.js';

function errorOf(action: () => unknown): StoreError {
  try {
    action();
  } catch (error) {
    if (error instanceof StoreError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** A store of two runs with 500 events, an alarm and a trip; not ended in order. */
function usedStore(): { path: string; log: string } {
  const path = join(temporaryDirectory(), 'kpp.db');
  openStore(path).end();
  const store = openStore(path);
  const text = 'x'.repeat(500);
  commit(store, 1, [
    anAlert('low_fps', 'active'),
    { type: 'trip', ts: NOW_MS, data: { cause: 'overspeed' } },
  ]);
  commit(
    store,
    3,
    range(498).map((i) => anEvent(i, { text })),
  );
  store.setEnergised(true);
  store.end();
  return { path, log: store.opened.log };
}

function overwrite(path: string, from: number, length: number): void {
  const descriptor = openSync(path, 'r+');
  writeSync(descriptor, Buffer.alloc(length, 0xa5), 0, length, from);
  closeSync(descriptor);
}

describe('a missing store', () => {
  it('is created, with the directories above it', () => {
    const path = join(temporaryDirectory(), 'a', 'b', 'kpp.db');
    const { opened } = openStore(path);
    expect(opened).toMatchObject({ run: 1, lastSeq: 0, replacedLog: null });
    expect(opened.log).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('is refused with a reason when its directory cannot be created', () => {
    const file = join(temporaryDirectory(), 'file');
    writeFileSync(file, '');
    expect(errorOf(() => openStore(join(file, 'kpp.db')))).toMatchObject({
      code: 'not_writable',
      message: expect.stringContaining(file),
      fix: expect.stringContaining('store.path'),
    });
  });

  it('is refused with a reason when a directory has its name', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    mkdirSync(path);
    expect(errorOf(() => openStore(path)).code).toBe('not_writable');
  });

  it('is created completely after a crash while it was being created', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    writeFileSync(`${path}.new`, 'half of a');
    writeFileSync(`${path}-wal`, 'what an earlier store left');
    expect(openStore(path).opened).toMatchObject({ run: 1, replacedLog: null, energised: false });
  });
});

describe('a damaged store', () => {
  it.each([
    {
      damage: 'is no database',
      spoil: (path: string) => writeFileSync(path, 'not a database '.repeat(999)),
      known: false,
    },
    { damage: 'is empty', spoil: (path: string) => truncateSync(path, 0), known: false },
    {
      damage: 'has lost its end',
      spoil: (path: string) => truncateSync(path, Math.floor(statSync(path).size * 0.6)),
      known: true,
    },
    {
      damage: 'has garbage in the middle',
      spoil: (path: string) => overwrite(path, 4096 * 40, 4096 * 20),
      known: true,
    },
  ])('that $damage is moved aside, and a new one with another log takes its place', ({ spoil, known }) => {
    const { path, log } = usedStore();
    spoil(path);
    const store = openStore(path);
    expect(store.opened.log).not.toBe(log);
    expect(store.opened.replacedLog).toEqual(known ? { log, lastSeq: 500 } : { log: null, lastSeq: null });
    expect(store.opened.lastSeq).toBe(0);
    expect(readdirSync(dirname(path))).toContain('kpp.db.corrupt-2026-01-01T00-00-00-000Z');
    expect(store.damagedMovedTo).toBe(`${path}.corrupt-2026-01-01T00-00-00-000Z`);
    commit(store, 1, [anEvent(1)]);
    store.end();
    expect(openStore(path).opened).toMatchObject({ log: store.opened.log, lastSeq: 1, replacedLog: null });
  });

  it('that can still be read passes on its run counter, its trip, its alarms and how the last run ended', () => {
    const { path } = usedStore();
    overwrite(path, 4096 * 40, 4096 * 20);
    const { opened } = openStore(path);
    expect(opened).toMatchObject({
      run: 3,
      unclean: false,
      energised: true,
      tripped: { cause: 'overspeed' },
    });
    expect(opened.alarms.map((alarm) => alarm.rule)).toEqual(['low_fps']);
  });

  it('that cannot be read counts as an unclean end with energised outputs', () => {
    const { path } = usedStore();
    writeFileSync(path, 'not a database '.repeat(999));
    expect(openStore(path).opened).toMatchObject({ run: 1, unclean: true, energised: true, tripped: null });
  });

  it('that a restarted worker finds is replaced by one that continues the run', () => {
    const { path } = usedStore();
    overwrite(path, 4096 * 40, 4096 * 20);
    expect(openStore(path, { resumeRun: 2 }).opened).toMatchObject({ run: 2, replacedLog: { lastSeq: 500 } });
  });
});

describe("a store that is not this program's", () => {
  it('is refused while another program has it open, and opened when that has closed it', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const first = openStore(path);
    const error = errorOf(() => openStore(path));
    expect(error).toMatchObject({ code: 'in_use', fix: expect.stringContaining('store.path') });
    first.end();
    expect(openStore(path).opened.run).toBe(2);
  });

  it('is refused, and not changed, when a newer version has written it', () => {
    const { path } = usedStore();
    const db = new Database(path);
    db.exec('PRAGMA user_version = 999');
    db.close();
    expect(errorOf(() => openStore(path)).code).toBe('too_new');
    expect(readdirSync(dirname(path)).filter((name) => name.includes('corrupt'))).toEqual([]);
  });

  it('is refused, and not changed, when it is a database of another program', () => {
    const path = join(temporaryDirectory(), 'kpp.db');
    const db = new Database(path);
    db.exec('CREATE TABLE recipes (name TEXT)');
    db.close();
    expect(errorOf(() => openStore(path)).message).toContain('another program');
    expect(readdirSync(dirname(path)).filter((name) => name.includes('corrupt'))).toEqual([]);
  });
});

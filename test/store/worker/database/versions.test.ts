// A store of each schema version that was ever in use, written by the program of that time, is opened by this one.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { Database } from '../../../../src/store/worker/database/database.js';
import { SCHEMA_VERSION } from '../../../../src/store/worker/database/schema.js';
import type { Store } from '../../../../src/store/worker/store.js';
import type { StoredEvent } from '../../../../src/vocabulary/events.js';
import { anEvent, commit, openStore, range, temporaryDirectory } from '../../fixtures.js';

const KEPT = join(import.meta.dirname, '../../versions');
/** What each kept store has: two runs, of which the second one was killed, nine events and one alarm. */
const EVENTS = 9;

const keptFile = (name: string) => gunzipSync(readFileSync(join(KEPT, `${name}.gz`)));

/** The store as the kill has left it: the second run is in the write-ahead log only. */
function keptStore(version: number): string {
  const path = join(temporaryDirectory(), 'kpp.db');
  writeFileSync(path, keptFile(`v${version}.db`));
  writeFileSync(`${path}-wal`, keptFile(`v${version}.db-wal`));
  return path;
}

/** The definitions of all tables and indexes, without comments and spaces: a column that was added later has other spaces. */
function definitions(path: string): string[] {
  const db = new Database(path);
  const rows = db.prepare('SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name').all();
  db.close();
  return rows.map(({ sql }) => String(sql).replaceAll(/--.*$/gm, '').replaceAll(/\s+/g, ''));
}

const eventsOf = (store: Store) =>
  store.answer({ name: 'eventsAfter', args: [0, 100] }) as readonly StoredEvent[];

describe('the kept stores', () => {
  it('are one of each schema version', () => {
    const names = range(SCHEMA_VERSION).flatMap((version) => [`v${version}.db-wal.gz`, `v${version}.db.gz`]);
    expect(readdirSync(KEPT).sort()).toEqual(['README.md', ...names].sort());
  });
});

describe.each(range(SCHEMA_VERSION))('a store of schema version %i', (version) => {
  it('is what its name says', () => {
    const db = new Database(keptStore(version));
    expect(Number(db.prepare('PRAGMA user_version').get()?.user_version)).toBe(version);
    db.close();
  });

  it('keeps log, runs, events and alarms, and its log continues without a gap', () => {
    const path = keptStore(version);
    const store = openStore(path);
    const { run, lastSeq, unclean, energised, replacedLog, alarms } = store.opened;
    expect({ run, lastSeq, unclean, energised, replacedLog }).toEqual({
      run: 3,
      lastSeq: EVENTS,
      unclean: true,
      energised: true,
      replacedLog: null,
    });
    expect(alarms).toMatchObject([{ rule: 'broker_lost' }]);
    commit(store, 1, [anEvent(1)]);
    expect(eventsOf(store).map(({ seq }) => seq)).toEqual(range(EVENTS + 1));
    const { log } = store.opened;
    store.end();
    expect(openStore(path).opened).toMatchObject({ run: 4, log, lastSeq: EVENTS + 1, unclean: false });
  });

  it('then has the tables and indexes of a new store', () => {
    const fresh = join(temporaryDirectory(), 'kpp.db');
    const path = keptStore(version);
    openStore(fresh).end();
    openStore(path).end();
    expect(definitions(path)).toEqual(definitions(fresh));
  });
});

describe('a store with messages for the broker, totals and history', () => {
  it('has them after it was opened', () => {
    const store = openStore(keptStore(6));
    expect(store.answer({ name: 'framesWaiting', args: [] })).toMatchObject({ messages: 1377 });
    expect(store.answer({ name: 'totals', args: [] })).toContain('"starts"');
    expect(store.answer({ name: 'minutesAfter', args: [{ ts: 0, id: 0 }, 4e12, 10] })).toHaveLength(3);
  });
});

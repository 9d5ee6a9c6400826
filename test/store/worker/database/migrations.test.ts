// A store of each earlier version is brought up to date, and keeps its content.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { NumberedMinute } from '../../../../src/store/protocol.js';
import { Database } from '../../../../src/store/worker/database/database.js';
import { migrationSql, SCHEMA_VERSION } from '../../../../src/store/worker/database/schema.js';
import type { StoredEvent } from '../../../../src/vocabulary/events.js';
import { anEvent, commit, NOW_MS, openStore, temporaryDirectory } from '../../fixtures.js';

const LOG = '5f0c2f9e-6a53-4b4e-9a3b-0d9a2b0b7f10';
const EARLIER = Array.from({ length: SCHEMA_VERSION - 1 }, (_, i) => i + 1);

/** A store of an earlier version: a run that ended, one event that was delivered, and one minute where the version has minutes. */
function earlierStore(version: number): string {
  const path = join(temporaryDirectory(), 'kpp.db');
  const db = new Database(path);
  db.exec(`
    PRAGMA auto_vacuum = INCREMENTAL;
    ${migrationSql(0, version)}
    INSERT INTO journal (id, log, last_seq, trip) VALUES (1, '${LOG}', 1, NULL);
    INSERT INTO runs (run, ended, energised) VALUES (7, 1, 0);
    INSERT INTO events (seq, run, n, ts, type, data) VALUES (1, 7, 1, ${NOW_MS}, 'mode', '{"i":1}');
    INSERT INTO acknowledgements (seq, at_ms) VALUES (1, 0);
  `);
  if (version >= 2) {
    db.exec(`INSERT INTO minutes (ts, run, tick, body) VALUES (${NOW_MS}, 7, 0, '{}')`);
  }
  db.close();
  return path;
}

it.each(EARLIER)('a store of version %i keeps its run, its log, its events and its minutes', (version) => {
  const store = openStore(earlierStore(version));
  expect(store.opened).toMatchObject({ run: 8, log: LOG, lastSeq: 1, unclean: false, replacedLog: null });
  commit(store, 1, [anEvent(2)]);
  const events = store.answer({ name: 'eventsAfter', args: [0, 10] }) as readonly StoredEvent[];
  expect(events.map(({ seq, data }) => [seq, data.i])).toEqual([
    [1, 1],
    [2, 2],
  ]);
  const minutes = store.answer({ name: 'minutesAfter', args: [{ ts: 0, id: 0 }, Infinity, 10] });
  expect(minutes as readonly NumberedMinute[]).toHaveLength(version >= 2 ? 1 : 0);
});

// The history in the store: chunks, packing into blocks, questions, deletion, and the move out of memory.
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { HistoryChunk } from '../../../src/history/chunk.js';
import type { HistoryAnswer, HistoryRequest } from '../../../src/history/request.js';
import { Database } from '../../../src/store/worker/database/database.js';
import { SCHEMA_VERSION } from '../../../src/store/worker/database/schema.js';
import { HistoryTables } from '../../../src/store/worker/history/tables.js';
import type { Store, StoreSetup } from '../../../src/store/worker/store.js';
import { SecondRecording } from '../../history/fixtures.js';
import { storeSettings } from '../../support/settings.js';
import { anEvent, commit, downgrade, NOW_MS, openStore, range, temporaryDirectory } from '../fixtures.js';

const SECOND_MS = 1000;
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

type Series = {
  readonly channel: string;
  readonly unit: string;
  readonly resolution: number;
  readonly points: readonly (readonly [number, number, number, number])[];
  readonly quality: readonly (readonly [number, string])[];
  readonly clock?: string;
};

function storePath(): string {
  return join(temporaryDirectory(), 'kpp.db');
}

function put(store: Store, chunks: readonly HistoryChunk[]): void {
  for (const chunk of chunks) store.answer({ name: 'putHistory', args: [chunk] });
}

/** A store with these chunks, written in one transaction. */
function storeWith(path: string, chunks: readonly HistoryChunk[], setup: Partial<StoreSetup> = {}): Store {
  openStore(path).close();
  const db = new Database(path);
  const tables = new HistoryTables(db);
  db.transaction(() => {
    for (const chunk of chunks) tables.putChunk(chunk);
  });
  db.close();
  return openStore(path, setup);
}

function result<T>(work: Generator<void, T>): T {
  for (;;) {
    const { done, value } = work.next();
    if (done) return value;
  }
}

function packFully(store: Store): number {
  let packed = 0;
  while (result(store.packHistory())) packed++;
  return packed;
}

function ask(store: Store, request: Partial<HistoryRequest>): HistoryAnswer {
  const whole = {
    channels: ['chain.velocity'],
    fromMs: NOW_MS,
    toMs: NOW_MS + DAY_MS,
    points: 10_000,
    fresh: [],
  };
  return result(store.answerHistory({ ...whole, ...request }));
}

function series(store: Store, request: Partial<HistoryRequest> = {}): Series {
  const answer = ask(store, request);
  if (answer.kind !== 'series') throw new Error(`unknown: ${answer.channels}`);
  return JSON.parse(Buffer.from(answer.json[0]!).toString());
}

/** Seconds since {@link NOW_MS} of the points. */
function times({ points }: Series): number[] {
  return points.map(([ts]) => (ts - NOW_MS) / SECOND_MS);
}

/** Chunks of one second each: as many rows as needed, without hours of frames. */
function sparse(count: number, { startMs = NOW_MS, run = 1, everyS = 60 } = {}): readonly HistoryChunk[] {
  const recording = new SecondRecording(startMs, { run });
  for (let i = 0; i < count; i++) recording.run(1, { velocity: i }).drop((everyS - 1) * 60);
  return recording.all();
}

function rows(path: string, table: string, where = 'true'): number {
  const db = new Database(path);
  const count = Number(db.prepare(`SELECT count(*) AS n FROM ${table} WHERE ${where}`).get()?.n);
  db.close();
  return count;
}

describe('a question', () => {
  it('is answered with minimum, mean and maximum of each second, from chunks that are not packed yet', () => {
    const store = openStore(storePath());
    put(
      store,
      new SecondRecording(NOW_MS).run(20, (i) => ({ velocity: i >= 320 && i < 329 ? 9.5 : 1.5 })).all(),
    );
    const answer = series(store, { toMs: NOW_MS + 20_000 });
    expect(answer).toMatchObject({ channel: 'chain.velocity', unit: 'm/s', resolution: 1, quality: [] });
    expect(times(answer)).toEqual(range(20).map((i) => i - 1));
    expect(answer.points[5]).toEqual([NOW_MS + 5000, 1.5, 2.7, 9.5]);
    expect(answer.points[6]).toEqual([NOW_MS + 6000, 1.5, 1.5, 1.5]);
  });

  it('includes seconds that are not in the store yet, but none twice', () => {
    const store = openStore(storePath());
    const recording = new SecondRecording(NOW_MS).run(23);
    const fresh = [...recording.chunks, recording.recorder.present()!];
    put(store, recording.chunks.slice(0, 1));
    const answer = series(store, { toMs: NOW_MS + 60_000, fresh });
    expect(times(answer)).toEqual(range(23).map((i) => i - 1));
    expect(series(openStore(storePath()), { toMs: NOW_MS + 60_000, fresh }).points).toEqual(answer.points);
  });

  it('has the same answer before and after packing', () => {
    const store = storeWith(storePath(), sparse(200));
    const questions = [{}, { points: 3 }, { fromMs: NOW_MS + 1000 * 1000, toMs: NOW_MS + HOUR_MS }];
    const before = questions.map((question) => series(store, question));
    expect(packFully(store)).toBe(3);
    expect(questions.map((question) => series(store, question))).toEqual(before);
  });

  it('of several channels is answered in their order, and unknown ones are named', () => {
    const store = openStore(storePath());
    put(store, sparse(1));
    const both = ask(store, { channels: ['generator.power', 'chain.velocity'] });
    const names =
      both.kind === 'series' ? both.json.map((json) => JSON.parse(Buffer.from(json).toString())) : [];
    expect(names.map(({ channel, unit }) => [channel, unit])).toEqual([
      ['generator.power', 'W'],
      ['chain.velocity', 'm/s'],
    ]);
    expect(ask(store, { channels: ['chain.velocity', 'no.such'] })).toEqual({
      kind: 'unknown',
      channels: ['no.such'],
    });
  });

  it('keeps both of the seconds that come twice because the clock was set back', () => {
    const store = openStore(storePath());
    const recording = new SecondRecording(NOW_MS).run(10, { velocity: 1 }).setClock(-10_000);
    put(store, recording.run(10, { velocity: 3 }).all());
    const { points } = series(store, { toMs: NOW_MS + 10_000 });
    expect(points).toHaveLength(10);
    expect(points[4]).toEqual([NOW_MS + 4000, 1, 2, 3]);
  });

  it('says when the clock was not synchronised', () => {
    const store = openStore(storePath());
    const recording = new SecondRecording(NOW_MS);
    recording.recorder.synchronised = false;
    put(store, recording.run(10).all());
    expect(series(store).clock).toBe('unsynchronised');
  });

  it('leaves out a block that cannot be read, and the others stay', () => {
    const path = storePath();
    const writing = storeWith(path, sparse(150));
    packFully(writing);
    writing.close();
    const db = new Database(path);
    db.exec(
      "UPDATE history_blocks SET body = x'0100' WHERE level = 0 AND from_ms < 3600000 + (SELECT min(from_ms) FROM history_blocks)",
    );
    db.close();
    const store = openStore(path);
    expect(times(series(store, { toMs: NOW_MS + 9 * HOUR_MS }))[0]).toBe(3600);
    expect(store.unreadableHistory).toBe(1);
  });
});

describe('packing', () => {
  it('makes one block a channel and hour when the hour is over, and keeps the seconds of the present hour as they are', () => {
    const path = storePath();
    const store = storeWith(path, sparse(60));
    expect(packFully(store)).toBe(0);
    put(
      store,
      sparse(1, { startMs: NOW_MS + HOUR_MS }).map((chunk) => ({ ...chunk, tick: 216_000 })),
    );
    expect(packFully(store)).toBe(1);
    expect(rows(path, 'history_chunks')).toBe(1);
    expect(rows(path, 'history_blocks', 'level = 0')).toBe(2);
    expect(rows(path, 'history_blocks', 'level > 0 AND is_piece')).toBe(4);
  });

  it('makes one block a channel of the minutes of a day, and of its hours', () => {
    const path = storePath();
    const store = storeWith(path, sparse(25 * 6 + 1, { everyS: 600 }));
    expect(packFully(store)).toBe(26);
    expect(rows(path, 'history_blocks', `level > 0 AND from_ms < ${NOW_MS + DAY_MS}`)).toBe(4);
    const minutes = series(store, { points: 1440 });
    expect(minutes.resolution).toBe(60);
    expect(minutes.points).toHaveLength(144);
    expect(minutes.points[77]).toEqual([NOW_MS + 770 * 60_000, 77, 77, 77]);
    const hours = series(store, { points: 24 });
    expect(hours.points[3]).toEqual([NOW_MS + 3 * HOUR_MS, 18, 20.5, 23]);
  });

  it('can be given up at any slice, and nothing has changed', () => {
    const path = storePath();
    const store = storeWith(path, sparse(120));
    const work = store.packHistory();
    work.next();
    work.next();
    store.close();
    const again = openStore(path);
    expect(rows(path, 'history_chunks')).toBe(120);
    expect(packFully(again)).toBe(1);
    expect(series(again).points).toHaveLength(120);
  });

  it('keeps the periods of a run apart, and those of different runs', () => {
    const path = storePath();
    const store = openStore(path);
    put(store, sparse(2));
    put(store, sparse(2, { run: 2 }));
    const recording = new SecondRecording(NOW_MS, { run: 3 }).run(10).setClock(-5000).run(10);
    put(store, recording.all());
    put(store, sparse(1, { startMs: NOW_MS + HOUR_MS, run: 4 }));
    packFully(store);
    expect(rows(path, 'history_blocks', 'level = 0 AND channel = 1')).toBe(4);
  });
});

describe('a chunk', () => {
  it('is stored once, also when it is put several times', () => {
    const path = storePath();
    const store = openStore(path);
    put(store, [...sparse(2), ...sparse(2)]);
    expect(rows(path, 'history_chunks')).toBe(2);
  });

  it('is durable without a commit, and does not commit waiting events', () => {
    const path = storePath();
    const store = openStore(path);
    store.append(1, [anEvent(1)]);
    put(store, sparse(1));
    expect(store.lastSeq).toBe(0);
    store.close();
    expect(series(openStore(path)).points).toHaveLength(1);
  });

  it('in memory is kept for an hour, and taken over by the disk', () => {
    const path = storePath();
    const disk = openStore(path);
    put(disk, sparse(1));
    disk.close();
    const setup: StoreSetup = { ...storeSettings({ path }), resumeRun: 1 };
    const memory = openStore(path, {
      resumeRun: 1,
      memory: {
        previous: { log: disk.opened.log, lastSeq: 0 },
        previousWasMemory: false,
        reason: 'disk full',
        alarms: [],
        trip: null,
        energised: false,
      },
    });
    const later = sparse(400, { startMs: NOW_MS + HOUR_MS, run: 2 }).map((chunk) => ({
      ...chunk,
      channels: [...chunk.channels].reverse(),
    }));
    put(memory, later);
    commit(memory, 1, [anEvent(1)]);
    expect(series(memory, { channels: ['generator.power'] }).points).toHaveLength(360);
    expect(packFully(memory)).toBe(0);
    const moved = memory.moveToDisk(setup, NOW_MS);
    expect(series(moved, { channels: ['generator.power'] }).points).toHaveLength(361);
    moved.close();
  });
});

describe('a store of an earlier version', () => {
  it.each(range(SCHEMA_VERSION - 1))('%i keeps its content and can store history', (version) => {
    const path = storePath();
    const before = openStore(path);
    commit(before, 1, [anEvent(1)]);
    before.end();
    downgrade(path, version);
    const store = openStore(path);
    expect(store.opened).toMatchObject({ run: 2, lastSeq: 1, replacedLog: null });
    put(store, sparse(3));
    expect(series(store).points).toHaveLength(3);
  });
});

describe('the limits of the store', () => {
  function maintainFully(store: Store, nowMs: number): void {
    for (let batches = 0; store.maintain(nowMs); batches++) expect(batches).toBeLessThan(1000);
  }

  it('delete seconds that are too old, and keep their minutes and hours', () => {
    const path = storePath();
    const store = storeWith(path, sparse(50 * 3, { everyS: 1200 }), { maxAgeDays: 1 });
    packFully(store);
    maintainFully(store, NOW_MS + 50 * HOUR_MS);
    expect(rows(path, 'history_blocks', `level = 0 AND from_ms < ${NOW_MS + 25 * HOUR_MS}`)).toBe(0);
    expect(series(store)).toMatchObject({ resolution: 60 });
    expect(series(store).points).toHaveLength(72);
    maintainFully(store, NOW_MS + 405 * DAY_MS);
    expect(series(store)).toMatchObject({ resolution: 3600 });
    maintainFully(store, NOW_MS + 3660 * DAY_MS);
    expect(rows(path, 'history_blocks')).toBe(0);
  });

  it('delete history first while the file is too large, the oldest seconds first, and no event', () => {
    const path = storePath();
    const store = storeWith(path, sparse(1500, { everyS: 10 }), { maxMegabytes: 0.35 });
    const events = range(100).map((i) => anEvent(i, { text: 'x'.repeat(2000) }));
    commit(store, 1, events);
    maintainFully(store, NOW_MS);
    const left = rows(path, 'history_chunks');
    expect(left).toBeGreaterThan(10);
    expect(left).toBeLessThan(1400);
    expect(times(series(store)).at(-1)).toBe(14_990 - (14_990 % 9));
    expect(store.answer({ name: 'eventsAfter', args: [0, 1000] })).toHaveLength(100);
  });
});

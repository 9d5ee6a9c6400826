// A store in memory while the disk fails, and its transfer to the disk: no event is lost or stored twice.
import { mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { MemoryStart, NumberedMinute, StoredMinute } from '../../../src/store/protocol.js';
import { MAX_EVENTS_IN_MEMORY } from '../../../src/store/worker/memory.js';
import type { Store, StoreSetup } from '../../../src/store/worker/store.js';
import type { Alert, StoredEvent } from '../../../src/vocabulary/events.js';
import { storeSettings } from '../../support/settings.js';
import { anAlert, anEvent, commit, NOW_MS, openStore, range, temporaryDirectory } from '../fixtures.js';

const LATER_MS = NOW_MS + 1000;

interface Failed {
  readonly path: string;
  readonly setup: StoreSetup;
  /** The log on the disk, with two events. */
  readonly log: string;
  readonly memory: Store;
}

function memoryStart(log: string, more: Partial<MemoryStart> = {}): MemoryStart {
  return {
    previous: { log, lastSeq: 2 },
    previousWasMemory: false,
    reason: 'disk full',
    alarms: [],
    trip: null,
    energised: false,
    ...more,
  };
}

/** A store whose worker ended after two events, and the store in memory that continues its run. */
function failed(more: Partial<MemoryStart> = {}): Failed {
  const path = join(temporaryDirectory(), 'kpp.db');
  const disk = openStore(path);
  commit(disk, 1, [anEvent(1), anEvent(2)]);
  disk.close();
  const { log } = disk.opened;
  const setup = { ...storeSettings({ path }), resumeRun: 1 };
  return { path, setup, log, memory: openStore(path, { resumeRun: 1, memory: memoryStart(log, more) }) };
}

function moved({ memory, setup }: Failed): Store {
  return memory.moveToDisk(setup, LATER_MS);
}

function events(store: Store, after = 0): readonly StoredEvent[] {
  return store.answer({ name: 'eventsAfter', args: [after, 1000] }) as readonly StoredEvent[];
}

const lifecycle = (store: string) => expect.objectContaining({ store });

describe('a store in memory', () => {
  it('has a log of its own, which begins by naming the one on the disk and its last seq', () => {
    const { memory, log } = failed();
    expect(memory.opened).toMatchObject({ run: 1, mode: 'memory', lastSeq: 1, replacedLog: null });
    expect(memory.opened.log).not.toBe(log);
    expect(memory.opened.moved).toMatchObject({ previous: { log, lastSeq: 2 }, reason: 'disk full' });
    expect(events(memory)).toMatchObject([
      {
        log: memory.opened.log,
        seq: 1,
        type: 'lifecycle',
        ts: NOW_MS,
        data: { store: 'memory', previous: { log } },
      },
    ]);
  });

  it('creates no file, and does not change the file on the disk', () => {
    const { memory, path } = failed();
    const before = readdirSync(join(path, '..'));
    commit(memory, 3, [anEvent(3)]);
    expect(readdirSync(join(path, '..'))).toEqual(before);
    expect(openStore(path).lastSeq).toBe(2);
  });

  it('knows the alarms and the trip of the previous store', () => {
    const alarm = anAlert('low_fps', 'active').data as unknown as Alert;
    const { memory } = failed({ alarms: [alarm], trip: { cause: 'overspeed', message: 'too fast' } });
    expect(memory.opened.alarms).toEqual([alarm]);
    expect(memory.opened.tripped).toMatchObject({ cause: 'overspeed' });
  });

  it('keeps 10,000 events: it deletes the oldest ones, and reports those that were not delivered', () => {
    const { memory } = failed();
    for (let n = 3; n <= MAX_EVENTS_IN_MEMORY + 2; n += 1000)
      commit(
        memory,
        n,
        range(1000).map((i) => anEvent(n + i)),
      );
    const all = memory.lastSeq;
    const held: StoredEvent[] = [];
    for (let page = events(memory); page.length > 0; page = events(memory, held.at(-1)!.seq))
      held.push(...page);
    expect(held.length).toBeLessThanOrEqual(MAX_EVENTS_IN_MEMORY);
    expect(held.map(({ seq }) => seq)).toEqual(range(held.length).map((i) => all - held.length + i));
    expect(held.at(-1)).toMatchObject({
      type: 'data_lost',
      data: { what: 'events', reason: 'memory_full', count: 500, fromSeq: 1, toSeq: 500 },
    });
  });

  it('reports the lost events when the thread of the previous store in memory ended', () => {
    const { memory } = failed({ previous: { log: 'm', lastSeq: 7 }, previousWasMemory: true });
    expect(events(memory).map(({ type }) => type)).toEqual(['lifecycle', 'data_lost']);
    expect(events(memory)[1]?.data).toMatchObject({ reason: 'store_crashed', log: 'm', count: 7, toSeq: 7 });
  });
});

describe('a disk that works again', () => {
  it('takes over the events into its own log, each with its origin', () => {
    const scene = failed();
    commit(scene.memory, 3, [anEvent(3), anEvent(4)]);
    const disk = moved(scene);
    const m = scene.memory.opened.log;
    expect(disk.opened).toMatchObject({ run: 1, mode: 'disk', log: scene.log, lastSeq: 6 });
    expect(disk.opened.moved).toEqual({
      previous: { log: m, lastSeq: 3 },
      reason: null,
      carried: 3,
      dropped: 0,
    });
    expect(events(disk)).toMatchObject([
      { seq: 1, data: { i: 1 } },
      { seq: 2, data: { i: 2 } },
      { seq: 3, data: lifecycle('memory'), origin: { log: m, seq: 1 } },
      { seq: 4, data: { i: 3 }, origin: { log: m, seq: 2 } },
      { seq: 5, data: { i: 4 }, origin: { log: m, seq: 3 } },
      {
        seq: 6,
        data: { store: 'disk', previous: { log: m, lastSeq: 3 }, carried: 3, dropped: 0 },
        ts: LATER_MS,
      },
    ]);
    expect(events(disk)[0]).not.toHaveProperty('origin');
    commit(disk, 5, [anEvent(5)]);
    disk.end();
    expect(openStore(scene.path).opened).toMatchObject({ run: 2, lastSeq: 7, unclean: false });
  });

  it('does not store an event twice that it had before it failed, or that is sent again', () => {
    const scene = failed();
    commit(scene.memory, 2, [anEvent(2), anEvent(3)]);
    const disk = moved(scene);
    commit(disk, 2, [anEvent(2), anEvent(3), anEvent(4)]);
    expect(events(disk).flatMap(({ data }) => (data.i === undefined ? [] : [data.i]))).toEqual([1, 2, 3, 4]);
  });

  it('takes over the present trip, alarms and outputs', () => {
    const scene = failed();
    commit(scene.memory, 3, [
      anAlert('low_fps', 'active'),
      { type: 'trip', ts: NOW_MS, data: { cause: 'overspeed', message: 'too fast' } },
    ]);
    scene.memory.setEnergised(true);
    moved(scene).close();
    const { opened } = openStore(scene.path);
    expect(opened).toMatchObject({ run: 2, tripped: { cause: 'overspeed' }, unclean: true, energised: true });
    expect(opened.alarms.map(({ rule }) => rule)).toEqual(['low_fps']);
  });

  it('takes over a trip whose event was deleted because memory was full', () => {
    const scene = failed();
    commit(scene.memory, 3, [
      { type: 'trip', ts: NOW_MS, data: { cause: 'overspeed', message: 'too fast' } },
    ]);
    for (let n = 4; n <= MAX_EVENTS_IN_MEMORY + 4; n += 1000)
      commit(
        scene.memory,
        n,
        range(1000).map((i) => anEvent(n + i)),
      );
    const disk = moved(scene);
    expect(disk.opened.tripped).toMatchObject({ cause: 'overspeed' });
    expect(disk.opened.moved?.dropped).toBeGreaterThan(0);
    expect(events(disk).some(({ type }) => type === 'trip')).toBe(false);
  });

  it('forgets a trip that was reset meanwhile', () => {
    const scene = failed({ trip: { cause: 'overspeed', message: 'too fast' } });
    commit(scene.memory, 3, [{ type: 'reset', ts: NOW_MS, data: {} }]);
    expect(moved(scene).opened.tripped).toBeNull();
  });

  it('takes over the minutes', () => {
    const scene = failed();
    const minute: StoredMinute = { ts: NOW_MS, run: 1, tick: 0, body: '{}' };
    scene.memory.answer({ name: 'putMinute', args: [minute] });
    const disk = moved(scene);
    const read = disk.answer({ name: 'minutesAfter', args: [{ ts: 0, id: 0 }, Infinity, 10] });
    expect(read as readonly NumberedMinute[]).toMatchObject([minute]);
  });

  it('without the old store makes a new one, and takes over the events from memory', () => {
    const scene = failed();
    commit(scene.memory, 3, [anEvent(3)]);
    writeFileSync(scene.path, 'not a database '.repeat(999));
    const disk = moved(scene);
    expect(disk.opened).toMatchObject({ mode: 'disk', replacedLog: { log: null } });
    expect(disk.opened.log).not.toBe(scene.log);
    expect(events(disk).map(({ seq, origin }) => [seq, origin?.seq])).toEqual([
      [1, 1],
      [2, 2],
      [3, undefined],
    ]);
  });
});

describe('a disk that does not work yet', () => {
  it('leaves the store in memory unchanged, and can be tried again', () => {
    const scene = failed();
    const directory = join(scene.path, '..');
    renameSync(directory, `${directory}.away`);
    commit(scene.memory, 3, [anEvent(3)]);
    expect(() => moved(scene)).toThrow(/cannot be written/);
    commit(scene.memory, 4, [anEvent(4)]);
    expect(scene.memory.lastSeq).toBe(3);
    renameSync(`${directory}.away`, directory);
    expect(moved(scene).lastSeq).toBe(6);
  });

  it('is not changed while another program uses its store', () => {
    const scene = failed();
    const other = openStore(scene.path);
    expect(() => moved(scene)).toThrow(/in use/);
    commit(other, 1, [anEvent(9)]);
    other.end();
    expect(moved(scene).opened.mode).toBe('disk');
  });

  it('leaves no file of the attempt', () => {
    const scene = failed();
    mkdirSync(`${scene.path}.new`);
    writeFileSync(scene.path, '');
    expect(() => moved(scene)).toThrow();
    expect(readdirSync(join(scene.path, '..'))).not.toContain('kpp.db.probe');
  });
});

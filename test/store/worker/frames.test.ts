// The frames of an outage in the store: order, progress over restarts, size, loss, memory, and stores of earlier versions.
import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type {
  FrameBlock,
  FrameMessage,
  FramesWaiting,
  FrameTopic,
  MemoryStart,
  StoredFrames,
} from '../../../src/store/protocol.js';
import { Database } from '../../../src/store/worker/database/database.js';
import { SCHEMA_VERSION } from '../../../src/store/worker/database/schema.js';
import { MAX_FRAME_BYTES_IN_MEMORY } from '../../../src/store/worker/memory.js';
import type { Store } from '../../../src/store/worker/store.js';
import type { StoredEvent } from '../../../src/vocabulary/events.js';
import { storeSettings } from '../../support/settings.js';
import { anEvent, commit, downgrade, NOW_MS, openStore, range, temporaryDirectory } from '../fixtures.js';

const newPath = () => join(temporaryDirectory(), 'kpp.db');

function message(topic: FrameTopic, seq: number, more: Record<string, unknown> = {}): FrameMessage {
  const ts = NOW_MS + seq * 100;
  return { topic, seq, ts, payload: JSON.stringify({ run: 1, seq, ts, ...more }) };
}

/** A block with these messages of telemetry, each followed by a message of priority. */
function block(fromSeq: number, toSeq: number, more: () => Record<string, unknown> = () => ({})): FrameBlock {
  const seqs = range(toSeq - fromSeq + 1).map((i) => fromSeq + i - 1);
  return {
    run: 1,
    messages: seqs.flatMap((seq) => [message('telemetry', seq, more()), message('priority', seq, more())]),
  };
}

function put(store: Store, frames: FrameBlock): FramesWaiting {
  return store.answer({ name: 'putFrames', args: [frames] }, NOW_MS) as FramesWaiting;
}

function blockAfter(store: Store, id: number): StoredFrames | null {
  return store.answer({ name: 'framesAfter', args: [id] }) as StoredFrames | null;
}

function delivered(store: Store, id: number, count: number): FramesWaiting {
  return store.answer({ name: 'framesDelivered', args: [{ id, count }] }) as FramesWaiting;
}

function waiting(store: Store): FramesWaiting {
  return store.answer({ name: 'framesWaiting', args: [] }) as FramesWaiting;
}

/** What a replay would send: the messages that are not delivered, oldest first. */
function left(store: Store): string[] {
  const found: string[] = [];
  for (let frames = blockAfter(store, 0); frames !== null; frames = blockAfter(store, frames.id)) {
    found.push(...frames.messages.slice(frames.done).map(({ topic, seq }) => `${topic[0]}${seq}`));
  }
  return found;
}

function losses(store: Store): StoredEvent[] {
  const events = store.answer({ name: 'eventsAfter', args: [0, 1000] }) as StoredEvent[];
  return events.filter(({ type }) => type === 'data_lost');
}

describe('the frames of an outage', () => {
  it('are read as they were published, oldest first, also by the next run', () => {
    const path = newPath();
    const store = openStore(path);
    put(store, block(1, 2));
    expect(put(store, block(3, 4))).toEqual({ messages: 8, oldest: NOW_MS + 100 });
    store.end();
    const next = openStore(path);
    expect(left(next)).toEqual(['t1', 'p1', 't2', 'p2', 't3', 'p3', 't4', 'p4']);
    expect(blockAfter(next, 0)).toMatchObject({ run: 1, done: 0, messages: block(1, 2).messages });
  });

  it('are stored once, also when a block is handed over twice', () => {
    const store = openStore(newPath());
    put(store, block(1, 2));
    expect(put(store, block(1, 2)).messages).toBe(4);
  });

  it('continue after the last delivered message, over a restart and in the middle of a block', () => {
    const path = newPath();
    const store = openStore(path);
    for (const seq of [1, 3, 5]) put(store, block(seq, seq + 1));
    const second = blockAfter(store, blockAfter(store, 0)!.id)!;
    expect(delivered(store, second.id, 1)).toEqual({ messages: 7, oldest: NOW_MS + 300 });
    store.end();
    expect(left(openStore(path))).toEqual(['p3', 't4', 'p4', 't5', 'p5', 't6', 'p6']);
  });

  it('are gone when all are delivered; a late report about them does not touch newer ones', () => {
    const store = openStore(newPath());
    put(store, block(1, 2));
    const { id } = blockAfter(store, 0)!;
    expect(delivered(store, id, 4)).toEqual({ messages: 0, oldest: null });
    put(store, block(3, 4));
    delivered(store, id, 4);
    expect(left(store)).toEqual(['t3', 'p3', 't4', 'p4']);
  });

  it('whose bytes are damaged are skipped, and do not end the thread', () => {
    const path = newPath();
    const store = openStore(path);
    put(store, block(1, 2));
    put(store, block(3, 3));
    store.end();
    const db = new Database(path);
    db.exec("UPDATE frame_blocks SET body = x'a5a5a5' WHERE ts < 1767225600200");
    db.close();
    expect(left(openStore(path))).toEqual(['t3', 'p3']);
  });
});

describe('frames in a store that is full', () => {
  /** Text that cannot be compressed, so that few messages fill the store. */
  const noise = () => ({ noise: randomBytes(400).toString('base64') });

  function fill(store: Store, blocks: number): void {
    for (const i of range(blocks)) put(store, block(10 * i - 9, 10 * i, noise));
  }

  function maintainFully(store: Store): void {
    for (let batches = 0; store.maintain(NOW_MS); batches++) expect(batches).toBeLessThan(1000);
  }

  it('go first, the oldest ones, down to a quarter of the store, and events say exactly which', () => {
    const path = newPath();
    const store = openStore(path, { maxMegabytes: 1 });
    commit(
      store,
      1,
      range(500).map((i) => anEvent(i)),
    );
    fill(store, 150);
    // Of the first block, three messages are delivered. They are not lost.
    delivered(store, blockAfter(store, 0)!.id, 3);
    maintainFully(store);
    const first = blockAfter(store, 0)!.messages[0]!;
    const lost = losses(store).map(({ data }) => data);
    for (const [topic, fromSeq] of [
      ['telemetry', 3],
      ['priority', 2],
    ] as const) {
      const ofTopic = lost.filter((data) => data.topic === topic);
      expect(ofTopic[0]).toMatchObject({ what: 'frames', reason: 'store_full', run: 1, fromSeq });
      expect(ofTopic[0]).toMatchObject({ fromTs: NOW_MS + 100 * fromSeq });
      expect(ofTopic.at(-1)).toMatchObject({ toSeq: first.seq - 1, toTs: first.ts - 100 });
      const total = ofTopic.reduce((sum, { count }) => sum + Number(count), 0);
      expect(total).toBe(first.seq - fromSeq);
      for (const [i, data] of ofTopic.entries()) {
        if (i > 0) expect(data.fromSeq).toBe(Number(ofTopic[i - 1]?.toSeq) + 1);
      }
    }
    expect(store.answer({ name: 'eventsAfter', args: [0, 1] })).toMatchObject([{ seq: 1 }]);
    store.end();
    expect(statSync(path).size).toBeLessThan(1.05e6);
  });

  it('keep a quarter of it while delivered events fill the rest, and go before undelivered events', () => {
    const text = 'x'.repeat(1000);
    const store = openStore(newPath(), { maxMegabytes: 1 });
    fill(store, 15);
    commit(
      store,
      1,
      range(2000).map((i) => anEvent(i, { text })),
    );
    store.acknowledge(1000, 1);
    store.commit();
    store.answer({ name: 'resumePoint', args: [100_000] });
    expect(waiting(store).messages).toBe(300);
    while (waiting(store).messages === 300) expect(store.maintain(NOW_MS)).toBe(true);
    expect(store.answer({ name: 'eventsAfter', args: [0, 1] })).toMatchObject([{ seq: 1001 }]);
    maintainFully(store);
    expect(waiting(store).messages).toBe(0);
    expect(losses(store).map(({ data }) => data.what)).toContain('events');
  });

  it('are never deleted by age', () => {
    const store = openStore(newPath(), { maxAgeDays: 1 });
    put(store, block(1, 2));
    store.maintain(NOW_MS + 1e10);
    expect(left(store)).toHaveLength(4);
  });

  it('have a limit in memory as well, and move to the disk with their order and progress', () => {
    const path = newPath();
    const disk = openStore(path);
    put(disk, block(1, 1));
    disk.close();
    const start: MemoryStart = {
      previous: { log: disk.opened.log, lastSeq: 0 },
      previousWasMemory: false,
      reason: 'disk full',
      alarms: [],
      trip: null,
      energised: false,
    };
    const memory = openStore(path, { resumeRun: 1, memory: start });
    const bytesABlock = 20 * 400;
    fill(memory, Math.ceil((1.3 * MAX_FRAME_BYTES_IN_MEMORY) / bytesABlock));
    const { seq } = blockAfter(memory, 0)!.messages[0]!;
    expect(seq).toBeGreaterThan(1);
    const lost = losses(memory).map(({ data }) => data);
    expect(lost.filter(({ topic }) => topic === 'telemetry').at(-1)).toMatchObject({
      reason: 'memory_full',
      toSeq: seq - 1,
    });
    delivered(memory, blockAfter(memory, 0)!.id, 2);
    const expected = left(memory);
    const back = memory.moveToDisk({ ...storeSettings({ path }), resumeRun: 1 }, NOW_MS);
    expect(left(back)).toEqual(['t1', 'p1', ...expected]);
    back.close();
  });
});

describe('a store of an earlier version', () => {
  it.each(range(SCHEMA_VERSION - 1))('%i keeps its content and can store frames', (version) => {
    const path = newPath();
    const before = openStore(path);
    commit(before, 1, [anEvent(1)]);
    before.end();
    downgrade(path, version);
    const store = openStore(path);
    expect(store.opened).toMatchObject({ run: 2, lastSeq: 1, replacedLog: null });
    put(store, block(1, 2));
    expect(left(store)).toHaveLength(4);
  });
});

// A store whose disk is full, read-only or missing: events are kept in memory, and are on the disk when it works again.
import { renameSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { StoreClient } from '../../../src/store/client/client.js';
import type { StoreOpened } from '../../../src/store/protocol.js';
import { StoreReader } from '../../../src/store/reader/reader.js';
import type { StoredEvent } from '../../../src/vocabulary/events.js';
import { crashWorker } from '../../store/faults.js';
import { anEvent, range, temporaryDirectory } from '../../store/fixtures.js';
import { SmallDisk } from '../../support/mounts/small-disk.js';
import { storeSettings } from '../../support/settings.js';
import { until } from '../../support/until.js';

const PATIENCE_MS = 20_000;

/** The store as the program uses it, with all of its notifications. */
class Running {
  readonly crashes: string[] = [];
  readonly opened: StoreOpened[] = [];
  sounds = 0;
  readonly reader = new StoreReader(() => {});
  readonly client = new StoreClient({
    onCrash: (reason) => this.crashes.push(reason),
    onRecovered: (opened) => this.opened.push(opened),
    onSound: () => this.sounds++,
    onReaderPort: (port) => this.reader.attach(port),
  });
  private n = 0;

  static async start(path: string): Promise<Running> {
    const running = new Running();
    onTestFinished(async () => {
      running.reader.close();
      await running.client.end(0);
    });
    running.opened.push(await running.client.start(storeSettings({ path })));
    running.reader.attach(running.client.connectReader());
    return running;
  }

  append(count: number, data: Record<string, unknown> = {}): void {
    for (let i = 0; i < count; i++) this.client.append(anEvent(++this.n, data));
  }

  async isIn(mode: 'disk' | 'memory'): Promise<StoreOpened> {
    await until(`the store is in ${mode}`, () => this.opened.at(-1)?.mode === mode, PATIENCE_MS);
    expect(await this.client.flush(PATIENCE_MS)).toBe(true);
    return this.opened.at(-1)!;
  }

  async events(): Promise<readonly StoredEvent[]> {
    const events: StoredEvent[] = [];
    for (;;) {
      const page = await this.reader.eventsAfter(events.at(-1)?.seq ?? 0, 1000);
      if (page.length === 0) return events;
      events.push(...page);
    }
  }
}

const numbers = (events: readonly StoredEvent[]) => events.flatMap(({ data }) => data.i ?? []);
const seqs = (events: readonly StoredEvent[]) => events.map(({ seq }) => seq);

/** Checks the result at the end: every event is stored once, in order, without a gap. */
async function expectAll(running: Running, count: number): Promise<void> {
  const events = await running.events();
  expect(numbers(events)).toEqual(range(count));
  expect(seqs(events)).toEqual(range(events.length));
}

describe('a store whose directory is missing', { timeout: 60_000 }, () => {
  /** A running store in this directory, with ten events. */
  async function withDirectory() {
    const path = join(temporaryDirectory(), 'store', 'kpp.db');
    const directory = dirname(path);
    const running = await Running.start(path);
    running.append(10);
    await running.client.flush(PATIENCE_MS);
    const goAway = async () => {
      renameSync(directory, `${directory}.away`);
      // A file with the directory's name, so that no new directory can be made.
      writeFileSync(directory, '');
      await crashWorker(running.client);
    };
    const comeBack = () => {
      renameSync(directory, `${directory}.file`);
      renameSync(`${directory}.away`, directory);
    };
    return { running, path, goAway, comeBack };
  }

  it('works in memory after five attempts, and takes over the events of that time when the directory is back', async () => {
    const { running, goAway, comeBack } = await withDirectory();
    const { log } = running.opened[0]!;
    await goAway();
    running.append(20);
    const memory = await running.isIn('memory');
    // One crash of the thread, and five attempts that found no disk.
    expect(running.crashes).toHaveLength(6);
    expect(running.sounds).toBe(0);
    expect(memory.moved).toMatchObject({ previous: { log, lastSeq: 10 } });
    expect(memory.log).not.toBe(log);
    const inMemory = await running.events();
    expect(inMemory[0]).toMatchObject({ seq: 1, data: { store: 'memory', previous: { log, lastSeq: 10 } } });
    expect(numbers(inMemory)).toEqual(range(20).map((i) => i + 10));

    comeBack();
    const disk = await running.isIn('disk');
    expect(disk).toMatchObject({
      log,
      run: 1,
      moved: { previous: { log: memory.log, lastSeq: 21 }, carried: 21 },
    });
    running.append(5);
    await running.client.flush(PATIENCE_MS);
    expect(running.sounds).toBe(1);
    await expectAll(running, 35);
    expect(running.crashes).toHaveLength(6);
  });

  it('loses only the events in memory when the directory is not back before the end', async () => {
    const { running, path, goAway, comeBack } = await withDirectory();
    await goAway();
    running.append(3);
    await running.isIn('memory');
    expect(await running.client.end(PATIENCE_MS)).toBe(true);
    comeBack();
    const next = await Running.start(path);
    expect(next.opened[0]).toMatchObject({ run: 2, lastSeq: 10, unclean: true });
  });

  it('writes the events at the end when the directory is back by then', async () => {
    const { running, path, goAway, comeBack } = await withDirectory();
    await goAway();
    running.append(3);
    await running.isIn('memory');
    comeBack();
    expect(await running.client.end(PATIENCE_MS)).toBe(true);
    const next = await Running.start(path);
    expect(next.opened[0]).toMatchObject({ run: 2, unclean: false });
    await expectAll(next, 13);
  });

  it('remembers a trip that was in memory only', async () => {
    const { running, path, goAway, comeBack } = await withDirectory();
    await goAway();
    running.client.append({ type: 'trip', ts: 1, data: { cause: 'overspeed', message: 'too fast' } });
    await running.isIn('memory');
    comeBack();
    await running.isIn('disk');
    await running.client.end(PATIENCE_MS);
    expect((await Running.start(path)).opened[0]?.tripped).toMatchObject({ cause: 'overspeed' });
  });

  it('reports the lost events when the thread dies, too', async () => {
    const { running, goAway, comeBack } = await withDirectory();
    await goAway();
    running.append(5);
    const first = await running.isIn('memory');
    await crashWorker(running.client);
    await until('the next one is in memory', () => running.opened.at(-1)?.log !== first.log, PATIENCE_MS);
    comeBack();
    await running.isIn('disk');
    const told = (await running.events()).filter(({ type }) => type === 'data_lost');
    expect(told.map(({ data }) => data)).toMatchObject([
      { reason: 'store_crashed', log: first.log, count: 6 },
    ]);
  });
});

describe.skipIf(!SmallDisk.isPossible)('a store whose disk', { timeout: 90_000 }, () => {
  async function onSmallDisk(kilobytes: number) {
    const disk = SmallDisk.make(kilobytes);
    const running = await Running.start(join(disk.path, 'kpp.db'));
    running.append(10);
    await running.client.flush(PATIENCE_MS);
    return { disk, running };
  }

  it('is full works in memory, and has every event on the disk when there is space again', async () => {
    const { disk, running } = await onSmallDisk(8000);
    disk.fill();
    running.append(200, { text: 'x'.repeat(2000) });
    await running.isIn('memory');
    expect(running.crashes.join()).toContain('full');
    running.append(50);
    await running.client.flush(PATIENCE_MS);
    disk.free();
    await running.isIn('disk');
    await expectAll(running, 260);
    expect(running.sounds).toBe(1);
  });

  it('became read-only works in memory until the disk can be written again', async () => {
    const { disk, running } = await onSmallDisk(8000);
    // A disk with a file open for writing cannot become read-only, so this happens between two threads.
    await crashWorker(running.client);
    disk.makeReadOnly();
    running.append(20);
    await running.isIn('memory');
    disk.makeWritable();
    await running.isIn('disk');
    await expectAll(running, 30);
  });

  it('is full at the start begins its runs by the reserve, and works in memory until there is space again', async () => {
    const { disk, running } = await onSmallDisk(16_000);
    const { log } = running.opened[0]!;
    running.client.append({ type: 'trip', ts: 1, data: { cause: 'overspeed', message: 'too fast' } });
    await running.reader.putTotals('{"some":"totals"}', true);
    await running.client.end(PATIENCE_MS);
    const path = join(disk.path, 'kpp.db');
    disk.fill();
    const known = {
      mode: 'memory',
      tripped: { cause: 'overspeed' },
      moved: { previous: { log, lastSeq: 11 } },
    };

    const second = await Running.start(path);
    expect(second.opened[0]).toMatchObject({ run: 2, unclean: false, ...known });
    expect(second.opened[0]?.moved?.reason).toContain('full');
    expect(await second.reader.totals()).toBe('{"some":"totals"}');
    second.append(5);
    // The disk is still full, so the events of this run are lost with it, but not its number.
    expect(await second.client.end(PATIENCE_MS)).toBe(true);
    disk.fill();

    const third = await Running.start(path);
    expect(third.opened[0]).toMatchObject({ run: 3, unclean: true, energised: true, ...known });
    third.append(5);
    disk.free();
    expect(await third.isIn('disk')).toMatchObject({ run: 3, log, tripped: { cause: 'overspeed' } });
    const events = await third.events();
    expect(numbers(events)).toEqual([...range(10), ...range(5)]);
    expect(seqs(events)).toEqual(range(events.length));
    expect(await third.reader.totals()).toBe('{"some":"totals"}');
    expect(third.crashes).toEqual([]);
  });

  it('cannot be written at the start, and has no reserve, refuses to open', async () => {
    const disk = SmallDisk.make(64);
    disk.fill();
    const client = new StoreClient();
    const start = client.start(storeSettings({ path: join(disk.path, 'kpp.db') }));
    await expect(start).rejects.toMatchObject({
      code: 'disk_full',
      fix: expect.stringContaining('store.path'),
    });
  });
});

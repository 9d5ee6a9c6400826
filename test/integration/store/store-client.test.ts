// The store in its own thread: crashes lose and repeat no event, and the caller never waits for the disk.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { MAX_WAITING_EVENTS, StoreClient, type StoreListener } from '../../../src/store/client/client.js';
import { StoreError } from '../../../src/store/errors.js';
import type { StoreOpened, StoreOptions } from '../../../src/store/protocol.js';
import { StoreReader } from '../../../src/store/reader/reader.js';
import { crashWorker, FAULTY_WORKER, injectFaults } from '../../store/faults.js';
import { anAlert, anEvent, programFile, range, temporaryDirectory } from '../../store/fixtures.js';
import { DEFAULT_CONFIG, storeSettings } from '../../support/settings.js';
import { until } from '../../support/until.js';

vi.mock(import('../../../src/shared/worker-url.js'), () => ({ workerUrl: () => FAULTY_WORKER }));

const CLIENT_MODULE = new URL('../../../dist/src/store/client/client.js', import.meta.url).href;

interface Running {
  readonly client: StoreClient;
  readonly reader: StoreReader;
  readonly opened: StoreOpened;
  readonly crashes: string[];
  readonly recoveries: StoreOpened[];
  /** The events that the reader was notified of, in order. */
  readonly stored: number[];
}

async function startStore(options: Partial<StoreOptions> & { path: string }): Promise<Running> {
  const crashes: string[] = [];
  const recoveries: StoreOpened[] = [];
  const stored: number[] = [];
  const reader = new StoreReader((lastSeq) => stored.push(lastSeq));
  const listener: StoreListener = {
    onCrash: (reason) => crashes.push(reason),
    onRecovered: (opened) => recoveries.push(opened),
    onReaderPort: (port) => reader.attach(port),
  };
  const client = new StoreClient(listener);
  onTestFinished(async () => {
    reader.close();
    await client.end(0);
  });
  const opened = await client.start(storeSettings(options));
  reader.attach(client.connectReader());
  return { client, reader, opened, crashes, recoveries, stored };
}

function storePath(): string {
  return join(temporaryDirectory(), 'kpp.db');
}

async function storedNumbers(reader: StoreReader): Promise<unknown[]> {
  return (await reader.eventsAfter(0, 1000)).map((event) => event.data.i);
}

async function codeOf(promise: Promise<unknown>): Promise<string> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  return error instanceof StoreError ? error.code : `no StoreError: ${error}`;
}

describe('events from the control thread', () => {
  it('become durable in order, and the reader is notified', async () => {
    const { client, reader, stored, opened } = await startStore({ path: storePath() });
    for (const i of range(200)) client.append(anEvent(i));
    expect(client.waiting).toBe(200);
    expect(await client.flush(5000)).toBe(true);
    expect([client.waiting, client.lost]).toEqual([0, 0]);
    expect(await storedNumbers(reader)).toEqual(range(200));
    expect(stored.at(-1)).toBe(200);
    expect((await reader.eventsAfter(6, 2)).map(({ seq, log }) => [seq, log])).toEqual([
      [7, opened.log],
      [8, opened.log],
    ]);
  });

  it('are each stored once when the worker is killed at any moment', async () => {
    const { client, reader, crashes, recoveries } = await startStore({ path: storePath() });
    for (const i of range(6)) {
      for (const j of range(50)) client.append(anEvent((i - 1) * 50 + j));
      await crashWorker(client);
      await until('the worker is back', () => recoveries.length === i);
    }
    expect(await client.flush(5000)).toBe(true);
    expect(await storedNumbers(reader)).toEqual(range(300));
    expect(crashes).toHaveLength(6);
    expect(new Set(recoveries.map((opened) => opened.run))).toEqual(new Set([1]));
  });

  it('are not stored twice when the worker dies between commit and acknowledgement', async () => {
    const path = storePath();
    injectFaults({ crashAfterCommits: 1 });
    const { client, reader, crashes, recoveries } = await startStore({ path });
    for (const i of range(5)) client.append(anEvent(i));
    expect(await client.flush(5000)).toBe(true);
    expect(crashes).toEqual(['injected crash after a commit']);
    expect(recoveries[0]?.lastSeq).toBeGreaterThan(0);
    expect(await storedNumbers(reader)).toEqual(range(5));
  });

  it('are kept up to a limit while the store is down, and those beyond it are counted', async () => {
    const lost: number[] = [];
    const client = new StoreClient({ onOverflow: (count) => lost.push(count) });
    for (const i of range(MAX_WAITING_EVENTS + 3)) client.append(anEvent(i));
    expect([client.waiting, client.lost, ...lost]).toEqual([MAX_WAITING_EVENTS, 3, 1, 2, 3]);
    onTestFinished(async () => {
      await client.end(0);
    });
    await client.start(storeSettings({ path: storePath() }));
    expect(await client.flush(20_000)).toBe(true);
    expect(client.waiting).toBe(0);
  });

  it('that cannot be sent to a thread are replaced by a note, and the others continue', async () => {
    const { client, reader } = await startStore({ path: storePath() });
    client.append(anEvent(1));
    client.append({ type: 'mode', ts: 2, data: { f: () => 1 } });
    client.append(anEvent(3));
    expect(await client.flush(5000)).toBe(true);
    const events = await reader.eventsAfter(0, 10);
    expect(events.map((event) => Object.keys(event.data))).toEqual([['i'], ['unreadable'], ['i']]);
  });

  it('cost the caller no time when every sync of the disk takes 100 ms', async () => {
    injectFaults({ commitDelayMs: 100 });
    const { client } = await startStore({ path: storePath() });
    let spentMs = 0;
    let commits = 0;
    for (const i of range(100)) {
      const before = performance.now();
      client.append(anEvent(i));
      spentMs += performance.now() - before;
      if (i % 20 === 0) {
        const waiting = client.waiting;
        await until('a commit is acknowledged', () => client.waiting < waiting);
        commits++;
      }
    }
    expect(await client.flush(5000)).toBe(true);
    expect(commits).toBe(5);
    expect(spentMs).toBeLessThan(100);
  });
});

describe('a reader', () => {
  it('is notified of the loss of the store at once, and continues with its next port', async () => {
    const path = storePath();
    injectFaults({ commitDelayMs: 100 });
    const { client, reader, stored } = await startStore({ path });
    client.append(anEvent(1));
    await client.flush(5000);
    reader.acknowledged(1, 5);
    const inFlight = codeOf(reader.resumePoint(null));
    await crashWorker(client);
    expect(await inFlight).toBe('unavailable');
    expect(await codeOf(reader.currentAlerts())).toBe('unavailable');
    const told = stored.length;
    await until('the reader is connected again', () => stored.length > told);
    expect(stored.at(-1)).toBe(1);
    expect(await reader.resumePoint(60_000)).toBe(1);
  });

  it('can be replaced when its own thread has died', async () => {
    const { client, reader, stored } = await startStore({ path: storePath() });
    client.append(anAlert('low_fps', 'active'));
    await client.flush(5000);
    reader.close();
    expect(await codeOf(reader.currentAlerts())).toBe('unavailable');
    reader.attach(client.connectReader());
    expect((await reader.currentAlerts()).map((alert) => alert.rule)).toEqual(['low_fps']);
    await reader.forgetAlert('low_fps');
    expect(await reader.currentAlerts()).toEqual([]);
    client.append(anEvent(2));
    await until('the new event is announced', () => stored.at(-1) === 2);
  });
});

describe('the energised mark', () => {
  it('is durable when its promise resolves, also when the worker crashed before', async () => {
    const path = storePath();
    const { client } = await startStore({ path });
    await client.markEnergised(false);
    const marked = client.markEnergised(true);
    await crashWorker(client);
    await marked;
    await client.end(0);
    const { opened } = await startStore({ path });
    expect(opened).toMatchObject({ run: 2, energised: true });
  });
});

describe('the end of a run', () => {
  it('stores the events that wait, and is remembered as orderly', async () => {
    const path = storePath();
    const { client, crashes } = await startStore({ path });
    for (const i of range(100)) client.append(anEvent(i));
    expect(await client.end()).toBe(true);
    expect(crashes).toEqual([]);
    expect((await startStore({ path })).opened).toMatchObject({ run: 2, lastSeq: 100, unclean: false });
  });

  it('waits for a worker that is restarting', async () => {
    const path = storePath();
    const { client } = await startStore({ path });
    await crashWorker(client);
    client.append(anEvent(1));
    expect(await client.end()).toBe(true);
    expect((await startStore({ path })).opened).toMatchObject({ lastSeq: 1, unclean: false });
  });

  it('waits no longer than its limit, and is then remembered as unclean', async () => {
    const path = storePath();
    injectFaults({ commitDelayMs: 500 });
    const { client } = await startStore({ path });
    client.append(anEvent(1));
    expect(await client.end(20)).toBe(false);
    expect((await startStore({ path })).opened.unclean).toBe(true);
  });
});

describe('a second program on the same store', () => {
  const program = `
    const { StoreClient } = await import(${JSON.stringify(CLIENT_MODULE)});
    const [path, howLong] = process.argv.slice(2);
    const client = new StoreClient();
    try {
      const opened = await client.start({ ...${JSON.stringify(DEFAULT_CONFIG.store)}, path });
      process.stdout.write('run ' + opened.run);
      if (howLong === 'once') await client.end();
    } catch (error) {
      process.stdout.write(error.code);
    }`;

  it('is refused while the first one lives, also while the first one restarts its worker', async () => {
    const path = storePath();
    const { client, recoveries } = await startStore({ path });
    const file = programFile(program);
    const attempt = () => spawnSync(process.execPath, [file, path, 'once'], { encoding: 'utf8' }).stdout;
    expect(attempt()).toBe('in_use');
    await crashWorker(client);
    await until('the worker is back', () => recoveries.length === 1);
    expect(attempt()).toBe('in_use');
    await client.end();
    expect(attempt()).toBe('run 2');
  });

  it('opens the store after the first one was killed', async () => {
    const path = storePath();
    const first = spawn(process.execPath, [programFile(program), path, 'stay'], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await once(first.stdout, 'data');
    expect(await codeOf(new StoreClient().start(storeSettings({ path })))).toBe('in_use');
    first.kill('SIGKILL');
    await once(first, 'exit');
    expect((await startStore({ path })).opened).toMatchObject({ run: 2, unclean: true });
  });
});

describe('a store that is found damaged', () => {
  it('is replaced, and the old log is reported', async () => {
    const path = storePath();
    writeFileSync(path, 'not a database '.repeat(999));
    const { opened } = await startStore({ path });
    expect(opened).toMatchObject({ run: 1, replacedLog: { log: null, lastSeq: null } });
  });
});

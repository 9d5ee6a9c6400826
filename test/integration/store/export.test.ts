// `kpp export` on a store that a controller uses, and on a store that no program uses.
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { encodeBody } from '../../../src/features/row-codec.js';
import type { StoredMinute } from '../../../src/store/protocol.js';
import { Database } from '../../../src/store/worker/database/database.js';
import type { Store } from '../../../src/store/worker/store.js';
import { Recording, START_MS } from '../../features/fixtures.js';
import { SecondRecording } from '../../history/fixtures.js';
import { commit, openStore } from '../../store/fixtures.js';
import { Folder } from '../../support/program.js';
import { requireProgram } from '../../support/programs.js';
import { runningOnSim } from '../../support/running.js';

const MINUTE_MS = 60_000;
/** Seconds of history in the store. A peak of 0.15 s is in the sixth. */
const HISTORY_S = 25;

interface Export {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Scene {
  readonly folder: Folder;
  readonly store: Store;
  readonly path: string;
  run(...args: string[]): Export;
}

/** An open store, like that of a controller, with seconds of history, ten minutes and a trip in the eighth. */
function scene(): Scene {
  const folder = new Folder();
  const path = join(folder.path, 'kpp.db');
  const store = openStore(path);
  const recording = new Recording(START_MS);
  recording.run(600);
  recording.recorder.flush();
  for (const { ts, run, tick, ...body } of recording.rows)
    store.answer({ name: 'putMinute', args: [{ ts, run, tick, body: encodeBody(body) }] });
  const seconds = new SecondRecording(START_MS).run(HISTORY_S, (i) => ({
    velocity: i >= 320 && i < 329 ? 9.5 : 1.5,
  }));
  for (const chunk of seconds.all()) store.answer({ name: 'putHistory', args: [chunk] });
  const ts = START_MS + 7.5 * MINUTE_MS;
  commit(store, 1, [{ type: 'trip', ts, data: { cause: 'overspeed', message: 'too fast' } }]);
  const config = folder.write('k.yaml', `store: { path: ${path} }\n`);
  const run = (...args: string[]) => exported(['--config', config, ...args]);
  return { folder, store, path, run };
}

function exported(args: readonly string[]): Export {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['dist/src/cli/kpp.cjs', 'export', ...args],
    {
      encoding: 'utf8',
    },
  );
  return { code: status, stdout, stderr };
}

const PERIOD = ['--from', '2026-01-01', '--to', '2026-01-02'];
const ALL = ['--features', ...PERIOD];

function parsed(stdout: string): Record<string, unknown>[] {
  return stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('kpp export', () => {
  it('writes a row for each second and channel while a controller uses the store', () => {
    const { store, run } = scene();
    const { code, stdout, stderr } = run(...PERIOD);
    expect([code, stderr]).toEqual([0, '']);
    const rows = stdout.trimEnd().split('\n');
    expect(rows).toHaveLength(1 + 2 * HISTORY_S);
    expect(rows.slice(0, 3)).toEqual([
      'ts,channel,value,quality,min,max',
      `${START_MS},chain.velocity,1.5,good,1.5,1.5`,
      `${START_MS},generator.power,4431,good,4431,4431`,
    ]);
    expect(rows[1 + 2 * 5]).toBe(`${START_MS + 5000},chain.velocity,2.7,good,1.5,9.5`);
    store.end();
    expect(run(...PERIOD).stdout).toBe(stdout);
  });

  it('writes chosen channels and times as JSON: every second that touches the period', () => {
    const { run } = scene();
    const times = ['--from', '2026-01-01T00:00:05.900Z', '--to', '2026-01-01T00:00:07.100Z'];
    const { code, stdout } = run(...times, '--channels', 'chain.velocity', '--format', 'jsonl');
    expect(code).toBe(0);
    expect(parsed(stdout)).toEqual([
      { ts: START_MS + 5000, channel: 'chain.velocity', value: 2.7, quality: 'good', min: 1.5, max: 9.5 },
      { ts: START_MS + 6000, channel: 'chain.velocity', value: 1.5, quality: 'good', min: 1.5, max: 1.5 },
      { ts: START_MS + 7000, channel: 'chain.velocity', value: 1.5, quality: 'good', min: 1.5, max: 1.5 },
    ]);
  });

  it('is refused for a channel without history, and names those that have some', () => {
    const { code, stdout, stderr } = scene().run(...PERIOD, '--channels', 'a.b');
    expect([code, stdout]).toEqual([64, '']);
    expect(stderr).toContain('Use some of: chain.velocity, generator.power.');
  });

  it('has the same rows before and after the seconds are packed, and the seconds of two runs one after the other', () => {
    const { store, run } = scene();
    const next = new SecondRecording(START_MS + 3000, { run: 4 }).run(2);
    for (const chunk of next.all()) store.answer({ name: 'putHistory', args: [chunk] });
    const fresh = run(...PERIOD).stdout;
    const work = store.packHistory();
    while (work.next().done !== true);
    expect(run(...PERIOD).stdout).toBe(fresh);
    const times = fresh
      .split('\n')
      .filter((row) => row.includes('chain'))
      .map((row) => Number(row.split(',')[0]));
    expect(times.slice(-3).map((ts) => (ts - START_MS) / 1000)).toEqual([HISTORY_S - 1, 3, 4]);
  });
});

describe('kpp export --features', () => {
  it('writes one line for each minute while a controller uses the store, and does not touch its lock', () => {
    const { store, run, path } = scene();
    const { code, stdout, stderr } = run(...ALL, '--format', 'jsonl');
    expect([code, stderr]).toEqual([0, '']);
    const rows = parsed(stdout);
    expect(rows).toHaveLength(10);
    expect(rows[0]).toMatchObject({
      ts: START_MS,
      time: '2026-01-01T00:00:00.000Z',
      complete: true,
      series: { 'chain.velocity': { mean: 1.5, good: 1 } },
      labels: { trips: 0, secondsToNextTrip: 390, nextTripCause: 'overspeed' },
    });
    expect(rows[9]).toMatchObject({ labels: { secondsToNextTrip: null } });
    expect(() => openStore(path)).toThrow(/in use/);
    commit(store, 2, [{ type: 'mode', ts: START_MS, data: {} }]);
    expect(store.lastSeq).toBe(2);
  });

  it('writes a table with a header from a store that no program uses', () => {
    const { store, run } = scene();
    store.end();
    const { code, stdout } = run(...ALL);
    const lines = stdout.trimEnd().split('\n');
    expect([code, lines.length]).toEqual([0, 11]);
    const header = lines[0]!.split(',');
    const cell = (line: number, name: string) => lines[line]?.split(',')[header.indexOf(name)];
    expect(header.slice(0, 6)).toEqual(['ts', 'time', 'run', 'frames', 'complete', 'clockJumped']);
    expect([cell(1, 'chain.velocity.mean'), cell(7, 'secondsToNextTrip')]).toEqual(['1.5', '30']);
  });

  it('exports the minutes that begin within the period, without its end', () => {
    const { run } = scene();
    const from = String(START_MS + 2 * MINUTE_MS);
    const { stdout } = run('--features', '--from', from, '--to', '2026-01-01T00:05Z', '--format', 'jsonl');
    expect(parsed(stdout).map(({ ts }) => (Number(ts) - START_MS) / MINUTE_MS)).toEqual([2, 3, 4]);
  });

  it('leaves no file behind and changes nothing', () => {
    const { folder, store, run, path } = scene();
    store.end();
    const before = readFileSync(path);
    run(...ALL);
    expect(readFileSync(path).equals(before)).toBe(true);
    expect(readdirSync(folder.path).sort()).toEqual(['k.yaml', 'kpp.db', 'kpp.db.lock']);
  });

  it('ends without a message when its reader closes the pipe', () => {
    const { path, store } = scene();
    const [minute] = store.answer({
      name: 'minutesAfter',
      args: [{ ts: 0, id: 0 }, Infinity, 1],
    }) as readonly StoredMinute[];
    // This is more than a pipe can hold.
    for (let tick = 1; tick <= 500; tick++) store.answer({ name: 'putMinute', args: [{ ...minute!, tick }] });
    const command = `node dist/src/cli/kpp.cjs export --config /dev/null --set store.path=${path} ${ALL.join(' ')} | head -c 10`;
    const { stdout, stderr } = spawnSync('bash', ['-o', 'pipefail', '-c', command], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['ts,time,ru', '']);
  });
});

describe.skipIf(!requireProgram('mosquitto'))('the minutes of a controller', () => {
  it('are stored at its end, also when it ran for less than a minute', async () => {
    const { program, subscriber, config } = await runningOnSim({ allow: '[start]' });
    expect(await subscriber.command('start')).toMatchObject({ ok: true });
    await subscriber.plantIs('starting');
    await subscriber.hears('health', 'a second of ticks', ({ loop }) => loop.ticks > 15);
    await program.stop();
    const period = ['--from', '2026-01-01', '--to', '2100-01-01', '--format', 'jsonl'];
    const { stdout } = exported(['--config', config, '--features', ...period]);
    const rows = parsed(stdout) as { frames: number; commands: { done?: number }; durations: object }[];
    expect(rows[0]).toMatchObject({ run: 1, complete: false });
    expect(rows.reduce((sum, { frames }) => sum + frames, 0)).toBeGreaterThan(30);
    expect(rows.reduce((sum, { commands }) => sum + (commands.done ?? 0), 0)).toBe(1);
    expect(rows.at(-1)?.durations).toHaveProperty('acquire');
  });
});

describe('kpp export is refused', () => {
  it.each([
    { why: 'for channels of features', args: ['--channels', 'a.b', ...ALL], code: 64, says: '--features' },
    { why: 'without a time', args: ['--features', '--from', '0'], code: 64, says: '--to is missing' },
    {
      why: 'for a time that is none',
      args: ['--features', '--from', 'now', '--to', '1'],
      code: 64,
      says: 'ISO 8601',
    },
    {
      why: 'for an end before the beginning',
      args: ['--features', '--from', '2', '--to', '1'],
      code: 64,
      says: 'later',
    },
    { why: 'for another format', args: [...ALL, '--format', 'xml'], code: 64, says: 'csv, jsonl' },
    {
      why: 'for a bad configuration',
      args: [...ALL, '--set', 'store.maxAgeDays=x'],
      code: 78,
      says: 'maxAgeDays',
    },
  ])('$why', ({ args, code, says }) => {
    const result = exported(['--config', '/dev/null', ...args]);
    expect([result.code, result.stdout]).toEqual([code, '']);
    expect(result.stderr).toContain(says);
  });

  it.each([
    { why: 'where there is no store', sql: null, says: 'no store at' },
    {
      why: 'for a store of the version before',
      sql: 'DROP TABLE minutes; PRAGMA user_version = 1',
      says: 'Start the controller',
    },
    { why: 'for a store of a later version', sql: 'PRAGMA user_version = 999', says: 'newer program' },
    { why: 'for another database', sql: 'PRAGMA user_version = 0', says: 'another program' },
  ])('$why', ({ sql, says }) => {
    const folder = new Folder();
    const path = join(folder.path, 'kpp.db');
    if (sql !== null) {
      openStore(path).end();
      const db = new Database(path);
      onTestFinished(() => db.close());
      db.exec(sql);
    }
    const result = exported(['--config', '/dev/null', '--set', `store.path=${path}`, ...ALL]);
    expect([result.code, result.stdout]).toEqual([1, '']);
    expect(result.stderr).toContain(says);
    if (sql === null) expect(readdirSync(folder.path)).toEqual([]);
  });
});

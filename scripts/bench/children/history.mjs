// Child process: packs the history of a simulated plant, asks a store with a year of it, and exports a day of it.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { answer, parameters } from '../child.mjs';
import { KPP, load } from '../dist.mjs';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const DAYS = 365;
/** 2026-01-01 UTC. */
const START_MS = 1_767_225_600_000;
const QUESTIONS = {
  day: { fromMs: START_MS, toMs: START_MS + DAY_MS, points: 1440 },
  'day from seconds': { fromMs: START_MS, toMs: START_MS + DAY_MS, points: 10_000 },
  year: { fromMs: START_MS, toMs: START_MS + DAYS * DAY_MS, points: 1000 },
  'year from hours': { fromMs: START_MS, toMs: START_MS + DAYS * DAY_MS, points: 10_000 },
};
const REPETITIONS = 20;

const { plantS } = parameters();
const { SecondRecorder } = await load('src/history/second-recorder.js');
const { ChunkBody } = await load('src/history/chunk.js');
const { PointList } = await load('src/history/points.js');
const { LEVELS } = await load('src/history/levels.js');
const { rollUp } = await load('src/history/rollup.js');
const { encodeBlock } = await load('src/history/block-codec.js');
const { Store } = await load('src/store/worker/store.js');
const { Database } = await load('src/store/worker/database/database.js');
const { HistoryTables } = await load('src/store/worker/history/tables.js');
const { VirtualRun } = await load('src/testing/virtual-run.js');
const { simulatedConfig } = await load('src/testing/configuration.js');

const folder = mkdtempSync(join(tmpdir(), 'kpp-bench-'));
try {
  const { channels, lists } = await record();
  const packing = pack(lists);
  const path = join(folder, 'kpp.db');
  fill(path, channels, lists);
  answer({
    channels: channels.length,
    packing,
    queries: ask(path, channels[0]),
    export: await exportDay(path),
  });
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** The seconds of each channel of a running plant, at most an hour. */
async function record() {
  const run = await VirtualRun.create(simulatedConfig({ 'control.autoStart': true }));
  const { layout } = run.controller.plan;
  const channels = layout.channels.map((name) => ({ name, unit: '1' }));
  const lists = channels.map(() => new PointList(3600));
  const onChunk = (chunk) => {
    const body = new ChunkBody(chunk.body, channels.length);
    for (const [i, points] of lists.entries()) body.addTo(points, i);
  };
  const recorder = new SecondRecorder({ layout, run: 1, channels, onChunk });
  while (run.nextTimeS < Math.min(3600, plantS)) {
    run.tick();
    recorder.frame(run.frame);
  }
  recorder.flush();
  return { channels, lists };
}

/** Bytes a second of all channels in a block, and the time to pack an hour of one channel. */
function pack(lists) {
  const began = performance.now();
  const bytes = lists.map((points) => encodeBlock(points, 1000).length);
  const seconds = lists[0].length;
  const msAnHour = ((performance.now() - began) / lists.length) * (3600 / seconds);
  return { bytesASecond: bytes.reduce((sum, each) => sum + each, 0) / seconds, msAnHour };
}

/** A day of seconds of every channel, and a year of minutes and hours of the first one, all of them repetitions of the recorded time. */
function fill(path, channels, lists) {
  new Store({ path, maxMegabytes: 10_000, maxAgeDays: 1000, resumeRun: null }, START_MS).close();
  const db = new Database(path);
  const tables = new HistoryTables(db);
  db.transaction(() => {
    for (let hour = 0; hour < 24; hour++) {
      for (const [i, points] of lists.entries()) {
        put(db, tables, channels[i], 0, repeated(points, START_MS + hour * HOUR_MS, 3600, 1000));
      }
    }
    const minutes = rollUp(lists[0], 60_000);
    for (let day = 0; day < DAYS; day++) {
      const ofDay = repeated(minutes, START_MS + day * DAY_MS, 1440, 60_000);
      put(db, tables, channels[0], 1, ofDay);
      put(db, tables, channels[0], 2, rollUp(ofDay, HOUR_MS));
    }
  });
  db.close();
}

function repeated(points, fromMs, count, stepMs) {
  const list = new PointList(count);
  for (let i = 0; i < count; i++) {
    const { count: n, marks, min, mean, max } = points.at(i % points.length);
    list.add(fromMs + i * stepMs, n, marks, min, mean, max);
  }
  return list;
}

function put(db, tables, { name, unit }, level, points) {
  db.prepare('INSERT OR IGNORE INTO history_channels (name, unit) VALUES (?, ?)').run(name, unit);
  const channel = Number(db.prepare('SELECT id FROM history_channels WHERE name = ?').get(name).id);
  const { stepMs } = LEVELS[level];
  const [fromMs, toMs] = [points.ts[0], points.ts[points.length - 1] + stepMs];
  const key = { run: 1, period: 0, synchronised: true, isPiece: false };
  tables.putBlock({ ...key, level, channel, fromMs, toMs, body: encodeBlock(points, stepMs) });
}

/** For each question the median of its times, and its longest slice, ms. */
function ask(path, { name }) {
  const store = new Store({ path, maxMegabytes: 10_000, maxAgeDays: 1000, resumeRun: null }, START_MS);
  const times = Object.entries(QUESTIONS).map(([question, asked]) => {
    const runs = Array.from({ length: REPETITIONS }, () => {
      let slice = 0;
      const began = performance.now();
      const work = store.answerHistory({ ...asked, channels: [name], fresh: [] });
      for (let last = began, step = work.next(); ; step = work.next()) {
        const now = performance.now();
        slice = Math.max(slice, now - last);
        last = now;
        if (step.done) return { ms: now - began, slice };
      }
    });
    const median = (values) => values.sort((a, b) => a - b)[values.length >> 1];
    return [
      question,
      { p50: median(runs.map(({ ms }) => ms)), longestSlice: median(runs.map(({ slice }) => slice)) },
    ];
  });
  store.close();
  return Object.fromEntries(times);
}

async function exportDay(path) {
  const config = join(folder, 'k.yaml');
  writeFileSync(config, `store: { path: ${path} }\n`);
  const args = ['export', '--config', config, '--from', String(START_MS), '--to', String(START_MS + DAY_MS)];
  const began = performance.now();
  const child = spawn(process.execPath, [KPP, ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  const memory = setInterval(() => {
    rssMB = Math.max(rssMB, peakMemoryMB(child.pid));
  }, 20);
  let [rows, rssMB] = [-1, 0];
  child.stdout.on('data', (bytes) => {
    for (let i = bytes.indexOf(10); i !== -1; i = bytes.indexOf(10, i + 1)) rows++;
  });
  const [code] = await once(child, 'close');
  clearInterval(memory);
  if (code !== 0) throw new Error(`the export ended with ${code}`);
  return { rows, seconds: (performance.now() - began) / 1000, rssMB };
}

function peakMemoryMB(pid) {
  try {
    const [, kilobytes = '0'] = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kilobytes) / 1024;
  } catch {
    return 0; // it has ended
  }
}

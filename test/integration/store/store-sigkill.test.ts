// The program dies at random moments: no acknowledged event is missing, none is stored twice, and no seq is skipped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, it } from 'vitest';
import type { StoredEvent } from '../../../src/vocabulary/events.js';
import { openStore, programFile, range, temporaryDirectory } from '../../store/fixtures.js';
import { DEFAULT_CONFIG } from '../../support/settings.js';

const KILLS = 20;
const LONGEST_LIFE_MS = 150;
const CLIENT_MODULE = new URL('../../../dist/src/store/client/client.js', import.meta.url).href;

/** Appends events without end and prints how many are durable. It sometimes kills its own worker. */
const APPENDER = `
  import { writeSync } from 'node:fs';
  import { setTimeout as delay } from 'node:timers/promises';
  const { StoreClient } = await import(${JSON.stringify(CLIENT_MODULE)});
  const client = new StoreClient();
  const { run } = await client.start({ ...${JSON.stringify(DEFAULT_CONFIG.store)}, path: process.argv[2] });
  writeSync(1, 'run ' + run + '\\n');
  for (let i = 1; ; i++) {
    client.append({ type: 'mode', ts: Date.now(), data: { run, i } });
    if (i % 197 === 0) void client.worker?.terminate(10_000);
    if (i % 5 === 0) await delay(1);
    writeSync(1, 'durable ' + (i - client.waiting) + '\\n');
  }`;

interface Life {
  readonly run: number;
  /** The last event of the run that was reported as durable. */
  readonly durable: number;
}

async function liveAndDie(program: string, path: string, lifeMs: number): Promise<Life> {
  const child = spawn(process.execPath, [program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let run = 0;
  let durable = 0;
  const lines = createInterface({ input: child.stdout });
  const born = once(lines, 'line');
  lines.on('line', (line) => {
    const [word, value] = line.split(' ');
    if (word === 'run') run = Number(value);
    if (word === 'durable') durable = Number(value);
  });
  const drained = once(lines, 'close');
  const exited = once(child, 'exit');
  await Promise.race([born, drained]);
  await delay(lifeMs);
  child.kill('SIGKILL');
  await drained;
  expect(await exited).toEqual([null, 'SIGKILL']);
  return { run, durable };
}

function eventsByRun(path: string): { seqs: number[]; numbers: Map<number, number[]> } {
  const store = openStore(path);
  const seqs: number[] = [];
  const numbers = new Map<number, number[]>();
  for (let read: readonly StoredEvent[] = []; ; ) {
    read = store.answer({ name: 'eventsAfter', args: [seqs.at(-1) ?? 0, 1000] }) as StoredEvent[];
    if (read.length === 0) return { seqs, numbers };
    for (const { seq, data } of read) {
      seqs.push(seq);
      const ofRun = numbers.get(Number(data.run)) ?? [];
      numbers.set(Number(data.run), [...ofRun, Number(data.i)]);
    }
  }
}

it(`stays gapless and complete when the program is killed ${KILLS} times`, async () => {
  const path = join(temporaryDirectory(), 'kpp.db');
  const program = programFile(APPENDER);
  const lives: Life[] = [];
  for (let i = 0; i < KILLS; i++) {
    lives.push(await liveAndDie(program, path, Math.random() * LONGEST_LIFE_MS));
  }

  expect(lives.map((life) => life.run)).toEqual(range(KILLS));
  const { seqs, numbers } = eventsByRun(path);
  expect(seqs).toEqual(range(seqs.length));
  for (const { run, durable } of lives) {
    const stored = numbers.get(run) ?? [];
    expect(stored).toEqual(range(stored.length));
    expect(stored.length).toBeGreaterThanOrEqual(durable);
  }
  expect(lives.reduce((sum, life) => sum + life.durable, 0)).toBeGreaterThan(100);
});

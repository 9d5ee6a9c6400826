// Log lines for people and for journald, and a writer that survives errors of its descriptor.
import { once } from 'node:events';
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { createLogger, fdWriter, isJournal, type LoggerOptions } from '../../src/shared/log.js';
import { type LogSettings, setLogging } from '../../src/shared/log-settings.js';
import { workerUrl } from '../../src/shared/worker-url.js';

const clock = () => new Date(2026, 10, 23, 17, 5, 1, 23).getTime();

interface Options extends Omit<LoggerOptions, 'settings'>, Partial<LogSettings> {}

function linesOf(
  { level = 'info', format = 'text', ...options }: Options,
  log: (logger: ReturnType<typeof createLogger>) => void,
): string[] {
  const lines: string[] = [];
  log(
    createLogger('comms', (line) => lines.push(line), {
      clock,
      settings: () => ({ level, format }),
      ...options,
    }),
  );
  return lines;
}

describe('a logger', () => {
  it('writes time, level, source and message on a terminal', () => {
    const lines = linesOf({ journal: false }, (log) => {
      log.info('connected to mqtt://127.0.0.1:1883');
      log.error('lost');
    });
    expect(lines).toEqual([
      '2026-11-23 17:05:01.023 info  comms    connected to mqtt://127.0.0.1:1883',
      '2026-11-23 17:05:01.023 error comms    lost',
    ]);
  });

  it('writes the priority and no time for the journal', () => {
    const lines = linesOf({ journal: true, level: 'debug' }, (log) => {
      log.debug('a');
      log.info('b');
      log.warn('c');
      log.error('d');
    });
    expect(lines).toEqual([
      '<7>debug comms    a',
      '<6>info  comms    b',
      '<4>warn  comms    c',
      '<3>error comms    d',
    ]);
  });

  it.each([
    ['debug', 4],
    [undefined, 3],
    ['info', 3],
    ['warning', 2],
    ['error', 1],
  ] as const)('at level %s lets %i of the four levels through', (level, count) => {
    const lines = linesOf({ journal: false, ...(level && { level }) }, (log) => {
      log.debug('');
      log.info('');
      log.warn('');
      log.error('');
    });
    expect(lines).toHaveLength(count);
  });

  it('keeps a message on one line, also with control characters', () => {
    const [line] = linesOf({ journal: true }, (log) => {
      log.warn('a\nb\r\tc\u001b[2J\u0000\u0085\u2028\u202e"ü" ✓');
    });
    expect(line).toBe('<4>warn  comms    a\\nb\\r\\tc\\x1b[2J\\x00\\x85\\u2028\\u202e"ü" ✓');
  });
});

describe('a logger of JSON lines', () => {
  it('writes one object for each line, without a prefix for the journal', () => {
    const lines = linesOf({ journal: true, format: 'json' }, (log) => {
      log.debug('left out');
      log.warn('a\n"b"');
    });
    expect(lines.map((line) => JSON.parse(line))).toEqual([
      { ts: clock(), level: 'warning', thread: 'comms', message: 'a\n"b"' },
    ]);
    expect(lines[0]).not.toContain('\n');
  });
});

describe('the settings of all threads', () => {
  afterEach(() => setLogging({ level: 'info', format: 'text' }));

  it('are level info and text by default, and changing them affects existing loggers', () => {
    const lines: string[] = [];
    const log = createLogger('control', (line) => lines.push(line), { clock, journal: true });
    log.debug('left out');
    setLogging({ level: 'debug', format: 'text' });
    log.debug('shown');
    setLogging({ level: 'error', format: 'json' });
    log.warn('left out');
    expect(lines).toEqual(['<7>debug control  shown']);
  });

  it('take effect in a running worker', async () => {
    const module = workerUrl(import.meta.url, '../../src/shared/log-settings.js').href;
    const source = `
      const { parentPort } = require('node:worker_threads');
      import(${JSON.stringify(module)}).then(({ logging }) => {
        parentPort.on('message', () => parentPort.postMessage(logging()));
        parentPort.postMessage(logging());
      });`;
    const worker = new Worker(source, { eval: true });
    onTestFinished(() => worker.terminate().then(() => {}));
    expect(await once(worker, 'message')).toEqual([{ level: 'info', format: 'text' }]);
    setLogging({ level: 'debug', format: 'json' });
    worker.postMessage('again');
    expect(await once(worker, 'message')).toEqual([{ level: 'debug', format: 'json' }]);
  });
});

describe('a descriptor that lines are written to', () => {
  let folder: string;
  let fd: number;

  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'log-'));
    fd = openSync(path.join(folder, 'log'), 'w');
  });

  afterEach(() => {
    closeSync(fd);
    rmSync(folder, { recursive: true });
  });

  const content = () => readFileSync(path.join(folder, 'log'), 'utf8');

  it('gets complete lines', () => {
    const write = fdWriter(fd);
    write('one');
    write('zwölf');
    expect(content()).toBe('one\nzwölf\n');
    expect(write.dropped).toBe(0);
  });

  it('gets the rest of a line that was written in parts', () => {
    let written = '';
    const write = fdWriter(1, (_, bytes) => {
      const part = bytes.subarray(0, 3);
      written += part.toString('latin1');
      return part.length;
    });
    write('in several parts');
    expect(written).toBe('in several parts\n');
  });

  it.each(['EAGAIN', 'EPIPE', 'ENOSPC'])('loses and counts lines on %s, and continues afterwards', (code) => {
    let written = '';
    let isFull = true;
    const write = fdWriter(1, (_, bytes) => {
      if (isFull) {
        throw Object.assign(new Error(code), { code });
      }
      written += bytes.toString();
      return bytes.length;
    });
    write('lost');
    write('lost too');
    expect(write.dropped).toBe(2);
    isFull = false;
    write('here again');
    expect(written).toBe('here again\n');
    expect(write.dropped).toBe(2);
  });

  it('begins a new line after one that was cut off', () => {
    let written = '';
    let room = 4;
    const write = fdWriter(1, (_, bytes) => {
      if (room === 0) {
        throw new Error('EAGAIN');
      }
      const part = bytes.subarray(0, room);
      room -= part.length;
      written += part.toString();
      return part.length;
    });
    write('cut off');
    room = 100;
    write('whole');
    expect(written).toBe('cut \nwhole\n');
    expect(write.dropped).toBe(1);
  });

  it('is the journal only when systemd connected this stream to it', () => {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    expect(isJournal(fd, `${dev}:${ino}`)).toBe(true);
    expect(isJournal(fd, '9:12345')).toBe(false);
    expect(isJournal(1_000_000, '9:12345')).toBe(false);
  });
});

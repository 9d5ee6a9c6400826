// Log lines as people and journald read them, and a writer that survives whatever its descriptor does.
import { closeSync, fstatSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createLogger, fdWriter, isJournal, type LoggerOptions } from '../../src/shared/log.js';

const clock = () => new Date(2026, 10, 23, 17, 5, 1, 23).getTime();

function linesOf(options: LoggerOptions, log: (logger: ReturnType<typeof createLogger>) => void): string[] {
  const lines: string[] = [];
  log(createLogger('comms', (line) => lines.push(line), { clock, ...options }));
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

  it('leaves the time to the journal, and tells it the priority', () => {
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
    ['warn', 2],
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

  it('keeps a message on its own line, whatever is in it', () => {
    const [line] = linesOf({ journal: true }, (log) => {
      log.warn('a\nb\r\tc\u001b[2J\u0000\u0085\u2028\u202e"ü" ✓');
    });
    expect(line).toBe('<4>warn  comms    a\\nb\\r\\tc\\x1b[2J\\x00\\x85\\u2028\\u202e"ü" ✓');
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

  it('gets whole lines', () => {
    const write = fdWriter(fd);
    write('one');
    write('zwölf');
    expect(content()).toBe('one\nzwölf\n');
    expect(write.dropped).toBe(0);
  });

  it('gets the rest of a line that was taken in parts', () => {
    let written = '';
    const write = fdWriter(1, (_, bytes) => {
      const part = bytes.subarray(0, 3);
      written += part.toString('latin1');
      return part.length;
    });
    write('in several parts');
    expect(written).toBe('in several parts\n');
  });

  it.each(['EAGAIN', 'EPIPE', 'ENOSPC'])(
    'loses lines and counts them on %s, and goes on afterwards',
    (code) => {
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
    },
  );

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

  it('is the journal only when systemd connected this very stream', () => {
    const { dev, ino } = fstatSync(fd, { bigint: true });
    expect(isJournal(fd, `${dev}:${ino}`)).toBe(true);
    expect(isJournal(fd, '9:12345')).toBe(false);
    expect(isJournal(1_000_000, '9:12345')).toBe(false);
  });
});

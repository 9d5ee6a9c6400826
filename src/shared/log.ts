// Writes log lines, one for each message: for people on a terminal or in a file, or for journald under systemd.
import fs from 'node:fs';
import { LOG_LEVELS, type LogLevel } from '../vocabulary/words.js';
import { type LogSettings, logging } from './log-settings.js';

/** Syslog priorities, which journald reads from the prefix of a line. */
const PRIORITY = { debug: 7, info: 6, warning: 4, error: 3 } as const;
/** The names of the levels in lines of text. */
const SHORT = { debug: 'debug', info: 'info ', warning: 'warn ', error: 'error' } as const;

export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

export interface LoggerOptions {
  /** Read for each message. Default: the settings of all threads, see `setLogging`. */
  readonly settings?: () => LogSettings;
  /** Wall time, milliseconds since the epoch. */
  readonly clock?: () => number;
  /** Whether journald reads the lines; it adds time stamps itself. Default: whether standard error is connected to it. */
  readonly journal?: boolean;
}

/**
 * @param source name of the thread in the lines
 * @param write takes one line, without the line end
 */
export function createLogger(
  source: string,
  write: (line: string) => void,
  options: LoggerOptions = {},
): Logger {
  const { settings = logging, clock = Date.now, journal = isJournal(2) } = options;
  const name = source.padEnd(8);
  const logAt = (at: LogLevel) => (message: string) => {
    const { level, format } = settings();
    if (LOG_LEVELS.indexOf(at) > LOG_LEVELS.indexOf(level)) return;
    if (format === 'json') {
      write(JSON.stringify({ ts: clock(), level: at, thread: source, message }));
      return;
    }
    const prefix = journal ? `<${PRIORITY[at]}>` : `${localTime(clock())} `;
    write(`${prefix}${SHORT[at]} ${name} ${escapeControls(message)}`);
  };
  return { debug: logAt('debug'), info: logAt('info'), warn: logAt('warning'), error: logAt('error') };
}

/**
 * Whether the descriptor is the stream that systemd connected to the journal. JOURNAL_STREAM alone proves nothing: it is
 * inherited by shells whose output goes to a terminal.
 */
export function isJournal(fd: number, journalStream = process.env.JOURNAL_STREAM): boolean {
  if (journalStream === undefined) {
    return false;
  }
  try {
    const { dev, ino } = fs.fstatSync(fd, { bigint: true });
    return journalStream === `${dev}:${ino}`;
  } catch {
    return false;
  }
}

export interface FdWriter {
  /** Writes one line with its line end. Works in any thread without the main thread. Never throws. */
  (line: string): void;
  /** Number of lines that could not be written completely, because nobody reads or the disk is full. */
  readonly dropped: number;
}

/** Writes lines to a file descriptor. When the reader is too slow or has ended, lines are lost; the writer never waits. */
export function fdWriter(
  fd: number,
  writeSync: (fd: number, bytes: Buffer) => number = fs.writeSync,
): FdWriter {
  let dropped = 0;
  let isLineOpen = false;
  const write = (line: string) => {
    let rest = Buffer.from(`${isLineOpen ? '\n' : ''}${line}\n`);
    try {
      while (rest.length > 0) {
        rest = rest.subarray(writeSync(fd, rest));
        isLineOpen = rest.length > 0;
      }
    } catch {
      dropped++;
    }
  };
  return Object.defineProperty(write, 'dropped', { get: () => dropped }) as FdWriter;
}

/** `2026-11-23 17:05:01.123` in this machine's time zone. */
function localTime(ms: number): string {
  const t = new Date(ms);
  const two = (n: number) => String(n).padStart(2, '0');
  const day = `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;
  const time = `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}`;
  return `${day} ${time}.${String(t.getMilliseconds()).padStart(3, '0')}`;
}

const SHORT_ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Escapes control characters, so that text from a device or a client cannot start a new line, move the cursor or reorder text. */
function escapeControls(message: string): string {
  return message.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, (control) => {
    const code = control.charCodeAt(0).toString(16);
    return SHORT_ESCAPES[control] ?? (code.length > 2 ? `\\u${code}` : `\\x${code.padStart(2, '0')}`);
  });
}

// The level and the format of log lines, shared by all threads of the program. They may change while it runs.
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { LOG_FORMATS, LOG_LEVELS, type LogFormat, type LogLevel } from '../vocabulary/words.js';

export interface LogSettings {
  /** Messages of this level and of more important ones are written. */
  readonly level: LogLevel;
  readonly format: LogFormat;
}

const KEY = 'kpp.log';
const LEVEL = 0;
const FORMAT = 1;
const words = sharedWords();

/** Takes effect at once in every thread. */
export function setLogging({ level, format }: LogSettings): void {
  Atomics.store(words, LEVEL, LOG_LEVELS.indexOf(level));
  Atomics.store(words, FORMAT, LOG_FORMATS.indexOf(format));
}

export function logging(): LogSettings {
  const level = LOG_LEVELS[Atomics.load(words, LEVEL)] ?? 'info';
  return { level, format: LOG_FORMATS[Atomics.load(words, FORMAT)] ?? 'text' };
}

/** The first thread creates the memory. A worker gets it from the thread that started it. */
function sharedWords(): Int32Array {
  const found = getEnvironmentData(KEY);
  if (found instanceof SharedArrayBuffer) return new Int32Array(found);
  const made = new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT);
  const words = new Int32Array(made);
  words[LEVEL] = LOG_LEVELS.indexOf('info');
  setEnvironmentData(KEY, made);
  return words;
}

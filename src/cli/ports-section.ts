// The serial ports as lines of the status page: what came, and the last line that could not be read.
import type { SourceTree } from '../report/health.js';

/** Counters of lines that could not be read. */
const UNREADABLE = ['checksum', 'oversized', 'unknown', 'malformed'] as const;

/** One line for each port. @param serial the section `serial` of the health; undefined when there is no port */
export function portLines(serial: SourceTree[string] | undefined): string[] {
  if (typeof serial !== 'object' || serial === null) return [];
  return Object.entries(serial).map(([name, port]) => `${name}: ${portText(port)}`);
}

function portText(port: SourceTree[string]): string {
  if (typeof port !== 'object' || port === null) return '-';
  const { good, reopened, last, lastReason } = port;
  const unreadable = UNREADABLE.reduce((sum, name) => sum + Number(port[name] ?? 0), 0);
  const counts = `${Number(good)} lines read, ${unreadable} not, reopened ${Number(reopened)} times`;
  return typeof last === 'string'
    ? `${counts}; the last unreadable one was \`${last}\` (${String(lastReason)})`
    : counts;
}

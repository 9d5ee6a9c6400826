// Names the fields of lines: by the sensor's own keys, or by the values in a column.
import { SENSOR_CHANNEL_NAMES } from '../../../config/index.js';

/** Fields that are not channels: the counter and the clock of the sensor. */
export const SPECIAL: readonly string[] = ['seq', 'timeMs'];
/** A clock in milliseconds rises by at least this from line to line; a counter rises by one. */
const LEAST_CLOCK_STEP = 2;
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** Keeps names unique, and remembers which of them are channels of one's own. */
export class Naming {
  readonly own: string[] = [];
  private readonly used = new Set<string>();

  /** @param group the first part of the names of channels of one's own */
  constructor(private readonly group: string) {}

  /** A free name; `-` when a known one is taken already. */
  take(name: string): string {
    if (this.used.has(name)) return '-';
    this.used.add(name);
    return name;
  }

  takeOwn(key: string): string {
    const base = `${this.group}.${key.replace(/[^A-Za-z0-9]/g, '') || 'value'}`;
    let name = base;
    for (let n = 2; this.used.has(name); n++) name = `${base}${n}`;
    this.own.push(name);
    return this.take(name);
  }
}

/** The field for a sensor's key: a channel of that name, or one of one's own. */
export function channelFor(key: string, naming: Naming): string {
  const isKnown = SENSOR_CHANNEL_NAMES.includes(key) || SPECIAL.includes(key);
  return isKnown ? naming.take(key) : naming.takeOwn(key);
}

/** A field for each column. A column without a number is skipped. */
export function columnNames(rows: readonly (readonly string[])[], naming: Naming, called: string): string[] {
  const columns = rows[0]?.length ?? 0;
  let clocks = 0;
  return Array.from({ length: columns }, (_, i) => {
    const values = rows.map((row) => row[i] ?? '');
    if (!values.some((value) => NUMBER.test(value))) return '-';
    const kind = specialKind(values.map(Number));
    if (kind !== null && clocks++ < SPECIAL.length) return naming.take(kind);
    return naming.takeOwn(`${called.toLowerCase()}${i + 1}`);
  });
}

/** A column that rises by one with each line is a counter, one that rises steadily by more is a clock. */
function specialKind(values: readonly number[]): 'seq' | 'timeMs' | null {
  if (values.length < 3 || !values.every(Number.isInteger)) return null;
  const steps = values.slice(1).map((value, i) => value - values[i]!);
  if (steps.every((step) => step === 1)) return 'seq';
  const [least, most] = [Math.min(...steps), Math.max(...steps)];
  return least >= LEAST_CLOCK_STEP && most <= 2 * least ? 'timeMs' : null;
}

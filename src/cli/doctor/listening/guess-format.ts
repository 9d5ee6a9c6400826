// Guesses the format of lines: proposes records for each format, and keeps those with which the program's own reader reads most lines.
import { RecordReader } from '../../../../hal/linux/serial/reading/record-reader.js';
import { type FormatName, serialPort } from '../../../../hal/linux/serial/schema.js';
import { channelFor, columnNames, Naming, SPECIAL } from './names.js';

export interface FormatGuess {
  readonly format: FormatName;
  /** Other keys of the port that say how lines are read. */
  readonly options?: Readonly<Record<string, string>>;
  readonly records: Readonly<Record<string, readonly string[] | Readonly<Record<string, string>>>>;
  /** Channels of one's own in the records: they need a declaration. */
  readonly ownChannels: readonly string[];
  /** Number of lines that are read with it. */
  readonly good: number;
}

type Proposal = Pick<FormatGuess, 'format' | 'options' | 'records'>;

/** Lines of another kind (a greeting, a header) may be among them, but not more than this share. */
const LEAST_SHARE = 0.5;
/** The id of the only record of a format without ids. */
const ONLY = 'line';
const NUMBER = /^[-+]?(\d+\.?\d*|\.\d+)([eE][-+]?\d+)?$/;

/** @returns null when no format reads the lines. Each line is without its end */
export function guessFormat(lines: readonly string[], portName: string): FormatGuess | null {
  const guesses = [nmea, json, keyvalue, ...COLUMNS.map(csv)].flatMap((propose): FormatGuess[] => {
    const naming = new Naming(portName);
    const proposal = propose(lines, naming);
    if (proposal === null) return [];
    return [{ ...proposal, ownChannels: naming.own, good: countGood(proposal, lines) }];
  });
  const [best] = guesses.sort((a, b) => b.good - a.good);
  return best === undefined || best.good < LEAST_SHARE * lines.length || best.good === 0 ? null : best;
}

function countGood({ options, ...proposal }: Proposal, lines: readonly string[]): number {
  const reader = new RecordReader(serialPort.parse({ path: 'none', ...proposal, ...options }));
  return lines.filter((line) => reader.read(line) === 'good').length;
}

function nmea(lines: readonly string[], naming: Naming): Proposal | null {
  const byId = new Map<string, string[][]>();
  for (const line of lines) {
    const [, id, fields = ''] =
      /^\$([A-Za-z0-9_]{1,32})((?:,[^,*]*)*)\*[0-9a-fA-F]{2}$/.exec(line.trim()) ?? [];
    if (id !== undefined && fields !== '')
      byId.set(id, [...(byId.get(id) ?? []), fields.slice(1).split(',')]);
  }
  if (byId.size === 0) return null;
  const records = [...byId].map(([id, rows]) => [id, fieldsOf(id, usual(rows), naming)] as const);
  return { format: 'nmea', records: Object.fromEntries(records) };
}

/** The records that the plant's own boards send, as docs/hardware.md has them. */
const OWN_RECORDS: Readonly<Record<string, readonly string[]>> = {
  KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.position', 'chain.tension'],
  KPPGN: [
    ...['seq', 'timeMs', 'generator.speed', 'generator.torque'],
    ...['generator.voltage', 'generator.current', 'generator.temperature'],
  ],
};

function fieldsOf(id: string, rows: readonly string[][], naming: Naming): readonly string[] {
  const known = OWN_RECORDS[id];
  if (known === undefined || known.length !== rows[0]?.length) return columnNames(rows, naming, id);
  return known.map((field) => (SPECIAL.includes(field) ? field : naming.take(field)));
}

/** The ways to divide a line into columns. Decimal commas are tried first: each of them would also divide columns. */
const COLUMNS = [
  { by: ';', number: /^[-+]?\d+,\d+$/, options: { decimal: 'comma' } },
  { by: ',', number: NUMBER, options: {} },
  { by: ';', number: NUMBER, options: { separator: ';' } },
  { by: '\t', number: NUMBER, options: { separator: 'tab' } },
] as const;

function csv({ by, number, options }: (typeof COLUMNS)[number]) {
  return (lines: readonly string[], naming: Naming): Proposal | null => {
    const columns = lines.map((line) => line.split(by).map((column) => column.trim()));
    const rows = usual(columns.filter((row) => row.length > 1 || by === ','));
    const isNumeric =
      rows.filter((row) => row.some((column) => number.test(column))).length > rows.length / 2;
    if (!isNumeric) return null;
    const withPoints = rows.map((row) => row.map((column) => column.replace(',', '.')));
    return { format: 'csv', options, records: { [ONLY]: columnNames(withPoints, naming, 'column') } };
  };
}

function keyvalue(lines: readonly string[], naming: Naming): Proposal | null {
  const pairs = lines.flatMap((line) => [...line.matchAll(/([A-Za-z_][^\s,;=:]*)\s*[=:]\s*([^\s,;]*)/g)]);
  const keys = pairs.flatMap(([, key, value]) => (NUMBER.test(value!) ? [key!] : []));
  return named('keyvalue', keys, naming);
}

function json(lines: readonly string[], naming: Naming): Proposal | null {
  return named(
    'json',
    lines.flatMap((line) => numericPaths(parsed(line))),
    naming,
  );
}

function named(format: FormatName, keys: readonly string[], naming: Naming): Proposal | null {
  const all = [...new Set(keys)];
  if (all.length === 0) return null;
  return {
    format,
    records: { [ONLY]: Object.fromEntries(all.map((key) => [key, channelFor(key, naming)])) },
  };
}

/** The rows with the number of columns that most of them have. */
function usual(rows: readonly string[][]): readonly string[][] {
  const counts = new Map<number, number>();
  for (const { length } of rows) counts.set(length, (counts.get(length) ?? 0) + 1);
  const [most] = [...counts].sort((a, b) => b[1] - a[1])[0] ?? [0];
  return rows.filter(({ length }) => length === most);
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/** The dotted paths of all numbers in a document. */
function numericPaths(value: unknown, path: readonly string[] = []): string[] {
  if (typeof value === 'number') return path.length === 0 ? [] : [path.join('.')];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numericPaths(part, [...path, key]));
}

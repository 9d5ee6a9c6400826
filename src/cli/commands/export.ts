// `kpp export --features`: prints the statistics of each minute from the store, labelled for machine learning.
import { formatProblem, loadConfig } from '../../config/index.js';
import { CsvNames, csvHeader, csvLine } from '../../features/csv.js';
import { type ExportRow, exportRow } from '../../features/export-row.js';
import type { MinuteRow } from '../../features/minute-row.js';
import { outlookOn } from '../../features/outlook.js';
import { decodeBody } from '../../features/row-codec.js';
import { parseTime } from '../../shared/time-text.js';
import { StoreArchive } from '../../store/archive.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';
import { printAll } from '../standard-output.js';

export interface ExportArguments {
  readonly config: string;
  readonly set: readonly string[];
  readonly features?: boolean;
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
}

/** Milliseconds since the epoch; `fromMs` is included, `toMs` is not. */
interface Period {
  readonly fromMs: number;
  readonly toMs: number;
}

type Format = (rows: () => Iterable<ExportRow>) => Iterable<string>;

const FORMATS: Readonly<Record<string, Format>> = { csv, jsonl };
/** Limits the memory that an export needs to about 200 kB, for any period. */
const MINUTES_A_READ = 100;

/** Exports the minutes that begin within the period, in the order of time. A controller may use the store at the same time. */
export async function exportHistory({ config: file, set, ...asked }: ExportArguments): Promise<number> {
  const { format, period } = understood(asked);
  const { config, problems } = loadConfig({ file, sets: set });
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  const archive = new StoreArchive(config.store.path);
  try {
    // Minutes that are stored during the export are left out: they could have columns that the header does not have.
    const newest = archive.newestMinute;
    await printAll(format(() => exportRows(archive, period, newest)));
  } finally {
    archive.close();
  }
  return EXIT.ok;
}

function understood({ features, from, to, format: name }: Omit<ExportArguments, 'config' | 'set'>) {
  if (features !== true) {
    throw new CommandFailure(
      '--features is missing: this version records statistics of each minute, and no history of single values.',
      'Add --features to export these statistics.',
      EXIT.usage,
    );
  }
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined) {
    throw new CommandFailure(
      `--format ${name} is not known.`,
      `Use one of: ${Object.keys(FORMATS).join(', ')}.`,
      EXIT.usage,
    );
  }
  const period = { fromMs: timeOf('--from', from), toMs: timeOf('--to', to) };
  if (period.fromMs > period.toMs) {
    throw new CommandFailure(
      `--from (${from}) is later than --to (${to}).`,
      'Give the earlier time to --from.',
      EXIT.usage,
    );
  }
  return { format, period };
}

function timeOf(option: string, text: string | undefined): number {
  const ms = text === undefined ? null : parseTime(text);
  if (ms !== null) return ms;
  throw new CommandFailure(
    text === undefined ? `${option} is missing.` : `${option} is ${text}, which is not a time.`,
    `Give it as ISO 8601 (2026-01-31T06:00Z) or in milliseconds since the epoch: ${option} T.`,
    EXIT.usage,
  );
}

function* exportRows(archive: StoreArchive, period: Period, newest: number): Generator<ExportRow> {
  const outlook = outlookOn(archive.trips(period.fromMs));
  for (const row of minuteRows(archive, period, newest)) yield exportRow(row, outlook(row.ts));
}

function* minuteRows(archive: StoreArchive, { fromMs, toMs }: Period, newest: number): Generator<MinuteRow> {
  let place = { ts: fromMs, id: 0 };
  for (;;) {
    const minutes = archive.minutesAfter(place, toMs, MINUTES_A_READ);
    for (const { id, ts, run, tick, body } of minutes) {
      if (id <= newest) yield { ts, run, tick, ...decodeBody(body) };
    }
    const last = minutes.at(-1);
    if (last === undefined) return;
    place = last;
  }
}

/** Reads the rows twice: first to collect the columns of the header, then to write the lines. */
function* csv(rows: () => Iterable<ExportRow>): Generator<string> {
  const names = new CsvNames();
  for (const row of rows()) names.add(row);
  const columns = names.columns();
  yield csvHeader(columns);
  for (const row of rows()) yield csvLine(columns, row);
}

function* jsonl(rows: () => Iterable<ExportRow>): Generator<string> {
  for (const row of rows()) yield `${JSON.stringify(row)}\n`;
}

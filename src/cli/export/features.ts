// `kpp export --features`: the lines of the per-minute statistics, labelled for machine learning.
import { CsvNames, csvHeader, csvLine } from '../../features/csv.js';
import { type ExportRow, exportRow } from '../../features/export-row.js';
import type { MinuteRow } from '../../features/minute-row.js';
import { outlookOn } from '../../features/outlook.js';
import { decodeBody } from '../../features/row-codec.js';
import type { HistoryPeriod } from '../../history/query-plan.js';
import type { StoreArchive } from '../../store/archive.js';

type Format = (rows: () => Iterable<ExportRow>) => Iterable<string>;

const FORMATS: Readonly<Record<string, Format>> = { csv, jsonl };
/** Limits the memory that an export needs to about 200 kB, for any period. */
const MINUTES_A_READ = 100;

/** The minutes that begin within the period, in the order of time. @param format `csv` or `jsonl` */
export function featureLines(archive: StoreArchive, period: HistoryPeriod, format: string): Iterable<string> {
  // Minutes that are stored during the export are left out: they could have columns that the header does not have.
  const newest = archive.newestMinute;
  return FORMATS[format]!(() => exportRows(archive, period, newest));
}

function* exportRows(archive: StoreArchive, period: HistoryPeriod, newest: number): Generator<ExportRow> {
  const outlook = outlookOn(archive.trips(period.fromMs));
  for (const row of minuteRows(archive, period, newest)) yield exportRow(row, outlook(row.ts));
}

function* minuteRows(
  archive: StoreArchive,
  { fromMs, toMs }: HistoryPeriod,
  newest: number,
): Generator<MinuteRow> {
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

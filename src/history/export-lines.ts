// Writes exported seconds as lines of text: comma-separated values, or one JSON object a line.
import { QUALITY_NAMES } from '../../hal/quality.js';
import { type PointList, worstQuality } from './points.js';

/** The seconds of one channel in one period, in the order of time. */
export interface ExportColumn {
  readonly channel: string;
  readonly points: PointList;
}

export interface ExportFormat {
  /** The lines before the first row; empty when there are none. */
  readonly header: string;
  /** Appends the row of one second of a channel, with its end of line. */
  readonly row: (column: ExportColumn, i: number) => string;
}

export const EXPORT_FORMATS: Readonly<Record<string, ExportFormat>> = {
  csv: {
    header: 'ts,channel,value,quality,min,max\n',
    row: ({ channel, points }, i) => {
      const head = `${points.ts[i]!},${channel},`;
      const quality = QUALITY_NAMES[worstQuality(points.marks[i]!)];
      if (points.count[i] === 0) return `${head},${quality},,\n`;
      return `${head}${text(points.mean[i]!)},${quality},${text(points.min[i]!)},${text(points.max[i]!)}\n`;
    },
  },
  jsonl: {
    header: '',
    row: ({ channel, points }, i) => {
      const has = points.count[i] !== 0;
      const number = (value: number) => (has ? text(value) : 'null');
      return (
        `{"ts":${points.ts[i]!},"channel":${JSON.stringify(channel)},"value":${number(points.mean[i]!)},` +
        `"quality":"${QUALITY_NAMES[worstQuality(points.marks[i]!)]}","min":${number(points.min[i]!)},"max":${number(points.max[i]!)}}\n`
      );
    },
  },
};

/** As in telemetry. */
const SIGNIFICANT_DIGITS = 9;
/** The text of a value from a packed block is short: only a value that is not packed yet has more digits. */
const LONGEST = SIGNIFICANT_DIGITS + 1;

function text(value: number): string {
  const exact = String(value);
  return exact.length <= LONGEST ? exact : String(Number(value.toPrecision(SIGNIFICANT_DIGITS)));
}

/**
 * All rows of one period, second by second, and within a second in the order of the columns. A column may lack seconds.
 *
 * @returns pieces of about `pieceLength` characters
 */
export function* exportLines(
  columns: readonly ExportColumn[],
  format: ExportFormat,
  pieceLength = 65_536,
): Generator<string> {
  const next = columns.map(() => 0);
  let piece = '';
  for (;;) {
    let ts = Number.POSITIVE_INFINITY;
    for (let c = 0; c < columns.length; c++) {
      const { points } = columns[c]!;
      if (next[c]! < points.length && points.ts[next[c]!]! < ts) ts = points.ts[next[c]!]!;
    }
    if (ts === Number.POSITIVE_INFINITY) break;
    for (let c = 0; c < columns.length; c++) {
      const column = columns[c]!;
      if (next[c]! >= column.points.length || column.points.ts[next[c]!] !== ts) continue;
      piece += format.row(column, next[c]!++);
    }
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = '';
  }
  if (piece !== '') yield piece;
}

// `kpp export`: the lines of the history of single values, a row for each second and channel.
import { type ExportFormat, exportLines } from '../../history/export-lines.js';
import { LEVELS, SECONDS } from '../../history/levels.js';
import type { HistoryPeriod } from '../../history/query-plan.js';
import type { StoreArchive } from '../../store/archive.js';

const SECOND_MS = LEVELS[SECONDS].stepMs;
const HOUR_MS = LEVELS[SECONDS].blockMs;

export interface SecondsExport {
  readonly period: HistoryPeriod;
  /** Names of channels that have history. */
  readonly channels: readonly string[];
  readonly format: ExportFormat;
  /** Called from time to time. @param atMs everything before this time was written, milliseconds since the epoch */
  readonly onProgress: (atMs: number) => void;
}

/** Every second that touches the period, hour by hour. An hour needs about 4 MB of memory. */
export function* secondLines(archive: StoreArchive, asked: SecondsExport): Generator<string> {
  const period = wholeSeconds(asked.period);
  const { channels, format, onProgress } = asked;
  if (format.header !== '') yield format.header;
  let hourMs = archive.history.nextHour(Math.floor(period.fromMs / HOUR_MS) * HOUR_MS);
  while (hourMs !== null && hourMs < period.toMs) {
    onProgress(hourMs);
    for (const columns of archive.history.hour(hourMs, channels, period)) {
      for (const piece of exportLines(columns, format)) {
        yield piece;
        onProgress(hourMs);
      }
    }
    hourMs = archive.history.nextHour(hourMs + HOUR_MS);
  }
  onProgress(period.toMs);
}

/** A second at a border belongs to the period, so that a peak in it is not lost. */
function wholeSeconds({ fromMs, toMs }: HistoryPeriod): HistoryPeriod {
  return {
    fromMs: Math.floor(fromMs / SECOND_MS) * SECOND_MS,
    toMs: Math.ceil(toMs / SECOND_MS) * SECOND_MS,
  };
}

// `kpp export`: prints the history of single values from the store, or the statistics of each minute for machine learning.
import { formatProblem, loadConfig } from '../../config/index.js';
import { EXPORT_FORMATS } from '../../history/export-lines.js';
import type { HistoryPeriod } from '../../history/query-plan.js';
import { parseTime } from '../../shared/time-text.js';
import { StoreArchive } from '../../store/archive.js';
import { EXIT } from '../exit-codes.js';
import { featureLines } from '../export/features.js';
import { secondLines } from '../export/seconds.js';
import { CommandFailure } from '../fail.js';
import { giveWay } from '../give-way.js';
import { ProgressBar } from '../progress-bar.js';
import { printAll } from '../standard-output.js';

export interface ExportArguments {
  readonly config: string;
  readonly set: readonly string[];
  readonly features?: boolean;
  /** Names, separated by commas. */
  readonly channels?: string;
  readonly from?: string;
  readonly to?: string;
  readonly format: string;
}

/** Both kinds of export have these. */
const FORMATS = Object.keys(EXPORT_FORMATS);

/** Prints the export. A controller may use the store at the same time. */
export async function exportHistory({ config: file, set, ...asked }: ExportArguments): Promise<number> {
  const period = understood(asked);
  const { config, problems } = loadConfig({ file, sets: set });
  for (const problem of problems) process.stderr.write(`${formatProblem(problem)}\n`);
  giveWay();
  const archive = new StoreArchive(config.store.path);
  try {
    if (asked.features === true) await printAll(featureLines(archive, period, asked.format));
    else await printSeconds(archive, period, asked);
  } finally {
    archive.close();
  }
  return EXIT.ok;
}

async function printSeconds(
  archive: StoreArchive,
  period: HistoryPeriod,
  { channels, format }: Pick<ExportArguments, 'channels' | 'format'>,
): Promise<void> {
  const bar = new ProgressBar();
  const beginMs = archive.history.nextHour(period.fromMs) ?? period.fromMs;
  const endMs = Math.min(period.toMs, Date.now());
  const onProgress = (atMs: number) => {
    bar.show((atMs - beginMs) / (endMs - beginMs), new Date(atMs).toISOString().slice(0, 16));
  };
  const asked = {
    period,
    channels: channelsOf(channels, archive.history.channels),
    format: EXPORT_FORMATS[format]!,
    onProgress,
  };
  try {
    await printAll(secondLines(archive, asked));
  } finally {
    bar.end();
  }
}

function channelsOf(asked: string | undefined, known: readonly string[]): readonly string[] {
  if (asked === undefined) return known;
  const names = asked.split(',');
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length === 0) return names;
  throw new CommandFailure(
    `--channels names ${unknown.join(', ')}, of which the store has no history.`,
    `Use some of: ${known.join(', ')}.`,
    EXIT.usage,
  );
}

function understood({
  features,
  channels,
  from,
  to,
  format,
}: Omit<ExportArguments, 'config' | 'set'>): HistoryPeriod {
  if (features === true && channels !== undefined) {
    throw new CommandFailure(
      '--channels cannot be combined with --features: the statistics are those of all channels.',
      'Leave out one of the two.',
      EXIT.usage,
    );
  }
  if (!FORMATS.includes(format)) {
    throw new CommandFailure(
      `--format ${format} is not known.`,
      `Use one of: ${FORMATS.join(', ')}.`,
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
  return period;
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

// Exported minutes as a table of comma-separated values, with one column for each statistic.
import { MODES, PHASES, PLANT_STATES } from '../vocabulary/words.js';
import type { ExportRow } from './export-row.js';
import { DEGRADATION_STEPS, type MinuteRow } from './minute-row.js';

/** Null and undefined become an empty cell. */
type Cell = string | number | boolean | null | undefined;
type Column = readonly [name: string, cell: (row: ExportRow) => Cell];

const SERIES = [
  'count',
  'mean',
  'deviation',
  'min',
  'max',
  'last',
  'good',
  'estimated',
  'stale',
  'bad',
] as const;
const DURATION = ['count', 'p50', 'p99', 'p999', 'max'] as const;

const LEADING: readonly Column[] = [
  ['ts', ({ ts }) => ts],
  ['time', ({ time }) => time],
  ['run', ({ run }) => run],
  ['frames', ({ frames }) => frames],
  ['complete', ({ complete }) => complete],
  ['clockJumped', ({ clockJumped }) => clockJumped],
  ['trips', ({ labels }) => labels.trips],
  ['tripCauses', ({ labels }) => labels.tripCauses.join(' ')],
  ['recoveries', ({ labels }) => labels.recoveries],
  ['recoveriesSucceeded', ({ labels }) => labels.recoveriesSucceeded],
  ['secondsToNextTrip', ({ labels }) => labels.secondsToNextTrip],
  ['nextTripCause', ({ labels }) => labels.nextTripCause],
  ['commands.done', ({ commands }) => commands.done ?? 0],
  ['commands.refused', ({ commands }) => commands.refused ?? 0],
  ...shareColumns('mode', MODES),
  ...shareColumns('degradation', DEGRADATION_STEPS),
  ...shareColumns('plant', PLANT_STATES),
];

/** Collects the names of channels and alarms. They differ between minutes: the configuration changes, and alarms occur or not. */
export class CsvNames {
  private readonly series = new Set<string>();
  private readonly alarms = new Set<string>();

  add({ series, alarms }: Pick<MinuteRow, 'series' | 'alarms'>): void {
    for (const name of Object.keys(series)) this.series.add(name);
    for (const name of Object.keys(alarms)) this.alarms.add(name);
  }

  /** The columns depend only on the names that were added: not on the order of adding, and not on values. */
  columns(): readonly Column[] {
    return [
      ...LEADING,
      ...[...this.series].sort().flatMap(seriesColumns),
      ...[...PHASES, 'compute', 'lateness'].flatMap(durationColumns),
      ...[...this.alarms].sort().flatMap(alarmColumns),
    ];
  }
}

export function csvHeader(columns: readonly Column[]): string {
  return line(columns.map(([name]) => name));
}

export function csvLine(columns: readonly Column[], row: ExportRow): string {
  return line(columns.map(([, cell]) => cell(row)));
}

function shareColumns(of: 'mode' | 'degradation' | 'plant', names: readonly string[]): Column[] {
  return names.map((name) => [`${of}.${name}`, (row) => row[of][name] ?? 0]);
}

function seriesColumns(channel: string): Column[] {
  return SERIES.map((figure) => [`${channel}.${figure}`, ({ series }) => series[channel]?.[figure]]);
}

function durationColumns(name: string): Column[] {
  return DURATION.map((figure) => [
    `duration.${name}.${figure}`,
    ({ durations }) => durations[name]?.[figure],
  ]);
}

function alarmColumns(rule: string): Column[] {
  return [
    [`alarm.${rule}.raised`, ({ alarms }) => alarms[rule]?.raised ?? 0],
    [`alarm.${rule}.activeSeconds`, ({ alarms }) => alarms[rule]?.activeS ?? 0],
  ];
}

/** RFC 4180, but a line ends with LF instead of CRLF. */
function line(cells: readonly Cell[]): string {
  return `${cells.map(quoted).join(',')}\n`;
}

function quoted(cell: Cell): string {
  if (typeof cell === 'boolean') return cell ? '1' : '0';
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

// A minute as it is exported: the row, its time as text, and its labels.
import type { Counts, MinuteRow } from './minute-row.js';
import type { Outlook } from './outlook.js';

export interface ExportRow extends MinuteRow {
  /** `ts` as ISO 8601 in UTC. */
  readonly time: string;
  readonly labels: Outlook & {
    /** Trips within the minute. */
    readonly trips: number;
    readonly tripCauses: readonly string[];
    readonly recoveries: number;
    readonly recoveriesSucceeded: number;
  };
}

export function exportRow(row: MinuteRow, outlook: Outlook): ExportRow {
  const { ts, ...rest } = row;
  return {
    ts,
    time: new Date(ts).toISOString(),
    ...rest,
    labels: {
      trips: total(row.trips),
      tripCauses: Object.keys(row.trips).sort(),
      recoveries: total(row.recoveries, '.attempted'),
      recoveriesSucceeded: total(row.recoveries, '.succeeded'),
      ...outlook,
    },
  };
}

/** The sum of the counts whose name has this ending. */
function total(counts: Counts, ending = ''): number {
  const counted = Object.entries(counts).filter(([name]) => name.endsWith(ending));
  return counted.reduce((sum, [, count]) => sum + count, 0);
}

// What the health records of a minute say of the control thread's durations.
import { DISTRIBUTION, HEALTH } from '../control/records/health-record.js';
import { PHASES } from '../control/vocabulary.js';
import type { DurationStatistics } from './minute-row.js';

/** Where the distribution of each duration begins in a health record. */
const OFFSETS: readonly (readonly [name: string, offset: number])[] = [
  ...PHASES.map((name, i) => [name, HEALTH.phases + i * DISTRIBUTION.length] as const),
  ['compute', HEALTH.compute],
  ['lateness', HEALTH.lateness],
];

/**
 * @param before the last record of the minute before, or the first of this one where there is none; null for neither
 * @param last the last record of the minute, laid out as {@link HEALTH}; null when there is none
 */
export function durationStatistics(
  before: Float64Array | null,
  last: Float64Array | null,
): Record<string, DurationStatistics> {
  if (last === null) return {};
  const statistics = ([name, offset]: (typeof OFFSETS)[number]) => {
    const at = (field: number) => last[offset + field]!;
    const counted = before === null ? null : at(DISTRIBUTION.count) - before[offset + DISTRIBUTION.count]!;
    return [
      name,
      {
        p50: at(DISTRIBUTION.p50),
        p99: at(DISTRIBUTION.p99),
        p999: at(DISTRIBUTION.p999),
        max: at(DISTRIBUTION.max),
        count: counted,
      },
    ] as const;
  };
  return Object.fromEntries(OFFSETS.map(statistics));
}

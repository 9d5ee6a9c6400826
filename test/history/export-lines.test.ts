// The rows of an export: their order and their two forms.
import { describe, expect, it } from 'vitest';
import { EXPORT_FORMATS, type ExportColumn, exportLines } from '../../src/history/export-lines.js';
import { pointList, START_MS } from './fixtures.js';

const LOST = { count: 0, marks: 8, min: NaN, mean: NaN, max: NaN };
const COLUMNS: readonly ExportColumn[] = [
  { channel: 'chain.velocity', points: pointList([{ min: 1.5, mean: 1.55, max: 9.5 }, LOST]) },
  { channel: 'generator.power', points: pointList([{ marks: 5 }, { ts: START_MS + 1000 }]) },
];

function text(columns: readonly ExportColumn[], format: 'csv' | 'jsonl', length?: number): string[] {
  return [...exportLines(columns, EXPORT_FORMATS[format]!, length)];
}

describe('exported rows', () => {
  it('are one for each second and channel, the value being the mean', () => {
    expect(text(COLUMNS, 'csv').join('')).toBe(
      [
        `${START_MS},chain.velocity,1.55,good,1.5,9.5`,
        `${START_MS},generator.power,2,stale,1,3`,
        `${START_MS + 1000},chain.velocity,,bad,,`,
        `${START_MS + 1000},generator.power,2,good,1,3`,
        '',
      ].join('\n'),
    );
  });

  it('are JSON objects with the same fields, null where there is no value', () => {
    const rows = text(COLUMNS, 'jsonl').join('').trimEnd().split('\n');
    expect(rows.map((row) => JSON.parse(row)).slice(1, 3)).toEqual([
      { ts: START_MS, channel: 'generator.power', value: 2, quality: 'stale', min: 1, max: 3 },
      { ts: START_MS + 1000, channel: 'chain.velocity', value: null, quality: 'bad', min: null, max: null },
    ]);
  });

  it('come in pieces, so that the memory of an export is bounded', () => {
    const pieces = text(COLUMNS, 'csv', 60);
    expect(pieces.length).toBeGreaterThan(1);
    expect(pieces.join('')).toBe(text(COLUMNS, 'csv').join(''));
  });

  it('leave out the seconds that a channel does not have', () => {
    const later = { channel: 'own.channel', points: pointList([{ ts: START_MS + 1000 }]) };
    const channels = text([COLUMNS[0]!, later], 'csv').join('').trimEnd().split('\n');
    expect(channels.map((row) => row.split(',').slice(0, 2).join())).toEqual([
      `${START_MS},chain.velocity`,
      `${START_MS + 1000},chain.velocity`,
      `${START_MS + 1000},own.channel`,
    ]);
  });

  it('have at most nine digits, also for values that are not packed yet', () => {
    const fresh = pointList([{ min: 1 / 3, mean: 2 / 3, max: 1e-7 / 3 }]);
    expect(text([{ channel: 'a.b', points: fresh }], 'csv').join('')).toBe(
      `${START_MS},a.b,0.666666667,good,0.333333333,3.33333333e-8\n`,
    );
  });
});

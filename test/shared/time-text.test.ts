// Which texts are accepted as a point in time.
import { describe, expect, it } from 'vitest';
import { parseTime } from '../../src/shared/time-text.js';

describe('the text of a point in time', () => {
  it.each([
    ['1767225600000', 1_767_225_600_000],
    ['0', 0],
    ['2026-01-01', Date.UTC(2026, 0, 1)],
    ['2026-01-01T06:30', Date.UTC(2026, 0, 1, 6, 30)],
    ['2026-01-01T06:30:15.250Z', Date.UTC(2026, 0, 1, 6, 30, 15, 250)],
    ['2026-01-01T06:30:00+02:00', Date.UTC(2026, 0, 1, 4, 30)],
    ['2028-02-29T23:59-0130', Date.UTC(2028, 2, 1, 1, 29)],
  ])('may be %s', (text, ms) => {
    expect(parseTime(text)).toBe(ms);
  });

  it.each([
    '',
    'yesterday',
    '2026-02-30',
    '2026-13-01',
    '2026-01-01T25:00',
    '2026-1-1',
    '-5',
    '1.5',
    '17672256000000',
  ])('may not be %j', (text) => {
    expect(parseTime(text)).toBeNull();
  });
});

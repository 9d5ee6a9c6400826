// The exported minutes: the labels, and the table, whose columns depend only on names.
import { describe, expect, it } from 'vitest';
import { CsvNames, csvHeader, csvLine } from '../../src/features/csv.js';
import { type ExportRow, exportRow } from '../../src/features/export-row.js';
import { outlookOn } from '../../src/features/outlook.js';
import { Recording, START_MS } from './fixtures.js';

const NO_OUTLOOK = { secondsToNextTrip: null, nextTripCause: null };

function recorded(act: (recording: Recording) => void): ExportRow[] {
  const recording = new Recording(START_MS);
  act(recording);
  recording.recorder.flush();
  return recording.rows.map((row) => exportRow(row, NO_OUTLOOK));
}

function table(rows: readonly ExportRow[], order = rows): Record<string, string>[] {
  const names = new CsvNames();
  for (const row of order) names.add(row);
  const columns = names.columns();
  const header = csvHeader(columns).trimEnd().split(',');
  return rows.map((row) => {
    const cells = csvLine(columns, row).trimEnd().split(',');
    return Object.fromEntries(header.map((name, i) => [name, cells[i] ?? '?']));
  });
}

describe('the outlook', () => {
  const trips = [
    { ts: START_MS + 30_000, cause: 'overspeed' },
    { ts: START_MS + 60_000, cause: 'stability' },
    { ts: START_MS + 200_500, cause: 'emergency_stop' },
  ];

  it('is the time from the end of the minute to the next trip, and ignores a trip within the minute', () => {
    const outlook = outlookOn(trips);
    expect(outlook(START_MS - 60_000)).toEqual({ secondsToNextTrip: 30, nextTripCause: 'overspeed' });
    expect(outlook(START_MS)).toEqual({ secondsToNextTrip: 0, nextTripCause: 'stability' });
    expect(outlook(START_MS + 60_000)).toEqual({ secondsToNextTrip: 80.5, nextTripCause: 'emergency_stop' });
    expect(outlook(START_MS + 60_000)).toEqual({ secondsToNextTrip: 80.5, nextTripCause: 'emergency_stop' });
    expect(outlook(START_MS + 180_000)).toEqual(NO_OUTLOOK);
  });
});

describe('an exported minute', () => {
  it('is labelled with the trips and recoveries within it', () => {
    const [row] = recorded((recording) => {
      recording.event('trip', { cause: 'stability' });
      recording.event('trip', { cause: 'overspeed' });
      recording.event('recovery', { type: 'sensor_lost', outcome: 'attempted' });
      recording.event('recovery', { type: 'broker_lost', outcome: 'attempted' });
      recording.event('recovery', { type: 'broker_lost', outcome: 'succeeded' });
      recording.run(10);
    });
    expect(row).toMatchObject({ ts: START_MS, time: '2026-01-01T00:00:00.000Z' });
    expect(row?.labels).toEqual({
      trips: 2,
      tripCauses: ['overspeed', 'stability'],
      recoveries: 2,
      recoveriesSucceeded: 1,
      ...NO_OUTLOOK,
    });
  });
});

describe('the table', () => {
  it('has a column for each statistic, with unchanged numbers and an empty cell for a missing one', () => {
    const [row] = recorded((recording) => recording.run(30, { velocity: 2.5, quality: 3 }));
    expect(table([row!])[0]).toMatchObject({
      ts: String(START_MS),
      run: '3',
      frames: '1800',
      complete: '0',
      'generator.power.mean': '4431',
      'chain.velocity.mean': '',
      'chain.velocity.bad': '1',
      'plant.running': '1',
      'plant.tripped': '0',
      'duration.acquire.p99': '',
      secondsToNextTrip: '',
    });
  });

  it('has the columns of all its rows, in an order that does not depend on the rows', () => {
    const rows = recorded((recording) => {
      recording.alert('hot', 'active');
      recording.run(20);
      recording.alert('hot', 'cleared');
      recording.run(100);
      recording.alert('above', 'active');
      recording.run(5);
    });
    const there = table(rows);
    expect(there.map((cells) => [cells['alarm.hot.raised'], cells['alarm.hot.activeSeconds']])).toEqual([
      ['1', '20'],
      ['0', '0'],
      ['0', '0'],
    ]);
    expect(Object.keys(table(rows, rows.toReversed())[0]!)).toEqual(Object.keys(there[0]!));
    expect(Object.keys(there[0]!).filter((name) => name.endsWith('.raised'))).toEqual([
      'alarm.above.raised',
      'alarm.hot.raised',
    ]);
  });

  it('quotes a name with a comma', () => {
    const [row] = recorded((recording) => {
      recording.alert('hot, very "hot"', 'active');
      recording.run(1);
    });
    const names = new CsvNames();
    names.add(row!);
    expect(csvHeader(names.columns())).toContain('"alarm.hot, very ""hot"".raised"');
  });
});

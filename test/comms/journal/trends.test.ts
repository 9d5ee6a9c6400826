// Trends from the store: every minute is read once, page by page, and a report is valid for an hour.
import { expect, it } from 'vitest';
import { Trends } from '../../../src/comms/journal/trends.js';
import { encodeBody, type RowBody } from '../../../src/features/row-codec.js';
import type { MinutePlace, NumberedMinute } from '../../../src/store/protocol.js';

const HOUR_MS = 3_600_000;
const NOW_MS = 500_000 * HOUR_MS;

/** A minute with both speeds, whose quotient is `ratio`. */
function body(ratio: number): string {
  const series = (mean: number) => ({
    ...{ count: 3600, mean, deviation: 0, min: mean, max: mean, last: mean },
    ...{ good: 1, estimated: 0, stale: 0, bad: 0 },
  });
  const row: RowBody = {
    ...{ frames: 3600, complete: true, clockJumped: false },
    series: { 'generator.speed': series(1.5 * ratio), 'chain.velocity': series(1.5) },
    ...{ durations: {}, mode: {}, degradation: {}, plant: { running: 1 } },
    ...{ alarms: {}, trips: {}, recoveries: {}, commands: {} },
  };
  return encodeBody(row);
}

class Minutes {
  readonly rows: NumberedMinute[] = [];
  reads = 0;
  isAway = false;

  add(hours: number, ratioAt: (hour: number) => number): void {
    for (let hour = 0; hour < hours; hour++) {
      for (let n = 0; n < 60; n++) {
        const ts = NOW_MS - (hours - hour) * HOUR_MS + n * 60_000;
        this.rows.push({ id: this.rows.length + 1, ts, run: 1, tick: n, body: body(ratioAt(hour)) });
      }
    }
  }

  async minutesAfter({ ts, id }: MinutePlace, beforeMs: number, limit: number) {
    if (this.isAway) throw new Error('away');
    this.reads++;
    return this.rows
      .filter((row) => (row.ts > ts || (row.ts === ts && row.id > id)) && row.ts < beforeMs)
      .slice(0, limit);
  }
}

const NOMINAL = { speedRatio: 25.4, thermalResistance: 0.06, sensors: [] };

it('reports when the statistic of a component reaches its limit, and the others without a trend', async () => {
  const source = new Minutes();
  // Up by 0.01 an hour with a ripple: 5 % above 25.4, 1.27, is reached after 127 hours.
  source.add(72, (hour) => 25.4 + 0.01 * hour + 0.002 * Math.sin(hour * 2.4));
  const trends = new Trends({ source, nominal: NOMINAL, wallClock: () => NOW_MS });
  expect(trends.latest).toBeNull();
  const { components } = await trends.read();
  const coupling = components.find(({ id }) => id === 'coupling')!;
  expect(coupling).toMatchObject({ significant: true, hours: 72 });
  const hoursAhead = (Date.parse(coupling.reaches!.expected) - NOW_MS) / HOUR_MS;
  expect(hoursAhead).toBeGreaterThan(50);
  expect(hoursAhead).toBeLessThan(60);
  expect(components.find(({ id }) => id === 'air')).toMatchObject({
    hours: 0,
    message: 'needs 24 hours, has 0',
  });
  expect(trends.latest?.ts).toBe(NOW_MS);
});

it('reads each minute once, and makes a report at most once an hour', async () => {
  const source = new Minutes();
  source.add(10, () => 25.4);
  let nowMs = NOW_MS;
  const trends = new Trends({ source, nominal: NOMINAL, wallClock: () => nowMs });
  const first = await trends.read();
  expect(source.reads).toBe(4);
  nowMs += HOUR_MS - 1;
  expect(await trends.read()).toBe(first);
  nowMs += 1;
  await trends.read();
  // Nothing new: one page, empty.
  expect(source.reads).toBe(5);
});

it('is asked again when the store was away', async () => {
  const source = new Minutes();
  source.isAway = true;
  const trends = new Trends({ source, nominal: NOMINAL, wallClock: () => NOW_MS });
  await expect(trends.read()).rejects.toThrow('away');
  source.isAway = false;
  await expect(trends.read()).resolves.toMatchObject({ ts: NOW_MS });
});

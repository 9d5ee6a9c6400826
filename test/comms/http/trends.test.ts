// The trends over HTTP: the document, its part in the status, and the error while the store is away.
import { afterEach, beforeEach, expect, it } from 'vitest';
import { encodeBody } from '../../../src/features/row-codec.js';
import { ask } from './client.js';
import { HttpBench, NOW_MS } from './http-bench.js';

const HOUR_MS = 3_600_000;
const HOURS = 30;
let bench: HttpBench;

beforeEach(async () => {
  bench = await HttpBench.start();
});

afterEach(() => bench.stop());

const get = (path: string) => ask(`${bench.url}${path}`);

/** Minutes in which the generator gets faster against the chain by 0.01 rad/m an hour. */
function storeSlip(): void {
  const series = (mean: number) => ({
    ...{ count: 3600, mean, deviation: 0, min: mean, max: mean, last: mean },
    ...{ good: 1, estimated: 0, stale: 0, bad: 0 },
  });
  for (let minute = 0; minute < HOURS * 60; minute++) {
    const hour = Math.floor(minute / 60);
    const ratio = 25.4 + 0.01 * hour + 0.002 * Math.sin(hour * 2.4);
    const body = encodeBody({
      ...{ frames: 3600, complete: true, clockJumped: false, durations: {}, mode: {}, degradation: {} },
      series: { 'generator.speed': series(1.5 * ratio), 'chain.velocity': series(1.5) },
      ...{ plant: { running: 1 }, alarms: {}, trips: {}, recoveries: {}, commands: {} },
    });
    const ts = NOW_MS - HOURS * HOUR_MS + minute * 60_000;
    bench.source.minutes.push({ id: minute + 1, ts, run: 1, tick: minute, body });
  }
}

it('the status repeats the components with a trend, after the first request for the trends', async () => {
  storeSlip();
  expect((await get('api/status')).json.wear).toBeNull();
  const { status, json } = await get('api/trends');
  expect(status).toBe(200);
  expect(json.ts).toBe(NOW_MS);
  const components = json.components as readonly unknown[];
  expect(components.length).toBeGreaterThan(1);
  const wear = (await get('api/status')).json.wear as readonly unknown[];
  expect(wear).toHaveLength(1);
  expect(wear).toMatchObject([{ id: 'coupling', significant: true, unit: 'rad/m' }]);
  expect(components).toContainEqual(wear[0]);
});

it('without the store the trends are 503, and the status still works', async () => {
  bench.source.isAway = true;
  expect((await get('api/trends')).status).toBe(503);
  expect((await get('api/status')).status).toBe(200);
});

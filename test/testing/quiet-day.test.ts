// A day of a healthy plant: noise, a load that changes every few minutes, water that warms and cools, and no alarm.
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { Random } from '../../hal/sim/random.js';
import { FRAME } from '../../src/control/records/frame.js';
import { Bench } from '../../src/testing/bench.js';

/** `KPP_LONG=1` runs the whole day, half a minute; without it two hours of it. */
const HOURS = process.env.KPP_LONG === '1' ? 24 : 2;
const HOUR_S = 3600;
/** Below 0.55 the efficiency is low in truth, and an alarm would be right. */
const LOADS = { least: 0.55, most: 0.9 } as const;
const MINUTE_S = 60;
const CONTROL_HZ = 15;
const STREAM_HZ = { balanced: 10, accuracy: 20 } as const;
/** What compiled code may add to the heap after the first hour. */
const HEAP_MARGIN_BYTES = 1e6;

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

/** What is in use once the garbage is gone, bytes. */
function heapInUse(): number {
  collectGarbage();
  return process.memoryUsage().heapUsed;
}

interface Day {
  readonly bench: Bench;
  /** Used heap every hour, bytes. */
  readonly heap: readonly number[];
}

async function live(mode: keyof typeof STREAM_HZ, seed: number): Promise<Day> {
  const bench = await Bench.create({ 'control.mode': mode }, { seed });
  const random = new Random(seed, 7);
  const normal = new Float64Array(2);
  const heap: number[] = [];
  bench.run(MINUTE_S);
  while (bench.timeS < HOURS * HOUR_S - 1) {
    random.fillNormal(normal);
    const share = Math.min(1, Math.abs(normal[0]!) / 2);
    bench.set('plant.load', LOADS.least + share * (LOADS.most - LOADS.least));
    bench.set('plant.waterTemperature', 14 + 6 * Math.sin((2 * Math.PI * bench.timeS) / (24 * HOUR_S)));
    const restS = HOURS * HOUR_S - bench.timeS;
    bench.run(Math.min(restS, MINUTE_S * (2 + Math.min(3, Math.abs(normal[1]!)))));
    if (bench.timeS >= heap.length * HOUR_S) heap.push(heapInUse());
  }
  return { bench, heap };
}

describe(`${HOURS} hours of a healthy plant`, () => {
  it.each([
    ['balanced', 11],
    ['accuracy', 12],
  ] as const)(
    'in mode %s raise no alarm at all, and everything adds up',
    { timeout: 300_000 },
    async (mode, seed) => {
      const { bench, heap } = await live(mode, seed);
      const seconds = HOURS * HOUR_S;
      expect(bench.events.map(({ type }) => type)).toEqual(['lifecycle', 'lifecycle']);
      expect([bench.value('plant'), bench.value('degradation')]).toEqual(['running', 0]);

      // Rates are exact: one message each on the first tick, then so many a second.
      expect(bench.timeS).toBeCloseTo(seconds, 3);
      expect(bench.value('loop.ticks')).toBe(seconds * CONTROL_HZ + 1);
      expect(bench.value('loop.missed')).toBe(0);
      expect(bench.value('loop.rate')).toBe(CONTROL_HZ);
      const { frame } = bench.internals;
      expect(frame[FRAME.prioritySeq]).toBe(seconds * CONTROL_HZ + 1);
      expect(frame[FRAME.telemetrySeq]).toBe(seconds * STREAM_HZ[mode] + 1);

      // Statistics add up.
      for (const phase of ['acquire', 'estimate', 'publish']) {
        expect(bench.value(`phases.${phase}.count`)).toBe(seconds * CONTROL_HZ + 1);
      }
      expect(bench.value('stability.violations')).toBe(0);
      expect(bench.value('stability.score')).toBe(1);
      expect(bench.value('alarms.perTenMinutes')).toBe(0);
      expect(bench.value('sim.steps')).toBe(seconds * 60);
      expect(bench.value('sim.skippedSteps')).toBe(0);

      expect(bench.value('energyLedgerError')).toBeLessThan(0.001);
      expect(heap.at(-1)! - heap[1]!).toBeLessThan(HEAP_MARGIN_BYTES);
      await bench.dispose();
    },
  );
});

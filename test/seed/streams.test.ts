// The original compared float times, so 10 Hz out of 15 Hz became 7.5 Hz. Here every rate is a whole division of 60 Hz.
import { describe, expect, it } from 'vitest';
import { Cadence } from '../../src/control/plan/schedule.js';
import { FRAME } from '../../src/control/records/frame.js';
import { Bench } from '../../src/testing/bench.js';
import { BASE_RATE_HZ } from '../../src/vocabulary/words.js';

/** Base ticks on which each message of the telemetry was due. */
function telemetryTicks(bench: Bench, seconds: number): number[] {
  const ticks: number[] = [];
  const untilS = bench.timeS + seconds;
  while (bench.timeS < untilS - 1e-6) {
    bench.tick();
    const { frame } = bench.internals;
    if (frame[FRAME.telemetrySeq]! > 0) ticks.push(frame[FRAME.tick]!);
  }
  return ticks;
}

describe('where the original sent 750 samples in 100 s at 10 Hz', () => {
  it.each([
    ['performance', 5],
    ['balanced', 10],
    ['accuracy', 20],
  ])('mode %s sends exactly %d messages a second at a control rate of 15 Hz', async (mode, rateHz) => {
    const bench = await Bench.create({ 'control.mode': mode });
    bench.tick();
    const ticks = telemetryTicks(bench, 100);
    expect(ticks).toHaveLength(100 * rateHz);
    const distances = new Set(ticks.slice(1).map((tick, i) => tick - ticks[i]!));
    expect([...distances]).toEqual([BASE_RATE_HZ / rateHz]);
  });

  it('the rate is still exact a million seconds after the start', () => {
    const cadence = new Cadence(10);
    const from = 1_000_000 * BASE_RATE_HZ;
    let due = 0;
    for (let tick = from; tick < from + 100 * BASE_RATE_HZ; tick++) if (cadence.take(tick)) due++;
    expect(due).toBe(1000);
  });
});

describe('where a global gate capped a subscriber of 20 Hz at 10 Hz', () => {
  it('schedules are independent: with another one at 10 Hz, 20 Hz is 20 Hz', () => {
    const [slow, fast] = [new Cadence(10), new Cadence(20)];
    const due = { slow: 0, fast: 0 };
    for (let tick = 0; tick < 100 * BASE_RATE_HZ; tick++) {
      if (slow.take(tick)) due.slow++;
      if (fast.take(tick)) due.fast++;
    }
    expect(due).toEqual({ slow: 1000, fast: 2000 });
  });

  it('the priority data is sent at the control rate, whatever the rate of the telemetry', async () => {
    const bench = await Bench.create({ 'control.mode': 'performance' });
    bench.run(20);
    const before = bench.internals.frame[FRAME.prioritySeq]!;
    bench.runUntil(() => bench.timeS >= 30, 11);
    expect(bench.internals.frame[FRAME.prioritySeq]! - before).toBe(150);
  });
});

describe('where dropped_samples was never incremented', () => {
  it('messages that were due and not sent are counted', async () => {
    const cadence = new Cadence(15);
    const missed = [0, 4, 8, 20, 24, 60].map((tick) => (cadence.take(tick) ? cadence.missed : 0));
    expect(missed).toEqual([0, 0, 0, 2, 0, 8]);
    const bench = await Bench.create();
    bench.run(10);
    bench.inject({ fault: 'overrun', ms: 140, for: 5 });
    bench.run(10);
    const [ran, late] = [bench.value('loop.ticks') as number, bench.value('loop.missed') as number];
    expect(late).toBeGreaterThan(30);
    expect(ran + late).toBe(Math.floor(bench.timeS * 15 + 1e-6) + 1);
  });
});

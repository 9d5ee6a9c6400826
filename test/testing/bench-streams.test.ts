// What subscribers in the same process get while the mode changes each second for ten minutes.
import { describe, expect, it } from 'vitest';
import { FRAME } from '../../src/control/records/frame.js';
import type { ValuesDocument } from '../../src/report/telemetry.js';
import { Bench } from '../../src/testing/bench.js';
import { MODES } from '../../src/vocabulary/words.js';

const DIVISOR = { performance: 12, balanced: 6, accuracy: 3 };
const SECONDS = 600;

describe('the messages of ten minutes with another mode each second', () => {
  it('have exact rates, no gap, no repetition and no message off the grid', async () => {
    const bench = await Bench.create();
    bench.tick();
    const telemetry: ValuesDocument[] = [];
    const own: ValuesDocument[] = [];
    bench.addSubscriber('telemetry', (message) => void telemetry.push(message));
    bench.addSubscriber('own', (message) => void own.push(message), 10, { channels: ['chain.velocity'] });
    /** Wall times of the base ticks on which telemetry is due in the present mode. */
    const due: number[] = [];
    for (let second = 0; second < SECONDS; second++) {
      const mode = MODES[second % MODES.length]!;
      bench.command({ mode: { mode } });
      for (let i = 0; i < 60; i++) {
        bench.tick();
        const { frame } = bench.internals;
        const inForce = MODES[frame[FRAME.mode]!]!;
        if (frame[FRAME.tick]! % DIVISOR[inForce] === 0) due.push(frame[FRAME.ts]!);
      }
      expect(bench.value('mode')).toBe(mode);
    }
    expect(telemetry.map(({ ts }) => ts)).toEqual(due);
    expect(own).toHaveLength(SECONDS * 10);
    for (const messages of [telemetry, own]) {
      expect(messages.map(({ seq }) => seq)).toEqual(messages.map((_, i) => i + 1));
    }
    expect(bench.removeSubscriber('own')).toBe(true);
    expect(bench.value('health.streams.subscribers')).toBe(1);
    await bench.dispose();
  });
});

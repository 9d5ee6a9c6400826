// The original's recoveries returned success and did nothing; here one has succeeded when its symptom is gone.
import { describe, expect, it } from 'vitest';
import type { ControlEvent } from '../../src/control/events.js';
import { ErrorRecoverySystem } from '../../src/control/recovery/error-recovery-system.js';
import { RECOVERY_TYPES } from '../../src/control/states.js';
import { Bench } from '../../src/testing/bench.js';

const SENSOR = RECOVERY_TYPES.indexOf('sensor_lost');

describe('where the original claimed a recovery rate of 100 %', () => {
  it('an attempt is no success for as long as the symptom is there', async () => {
    const bench = await Bench.create();
    bench.run(10);
    const end = bench.inject({ fault: 'brokerDown' });
    bench.run(120);
    expect([bench.value('recovery.attempts'), bench.value('recovery.succeeded')]).toEqual([1, 0]);
    end();
    bench.run(1);
    expect([bench.value('recovery.attempts'), bench.value('recovery.succeeded')]).toEqual([1, 1]);
    const outcomes = bench.events.filter(({ type }) => type === 'recovery').map(({ data }) => data.outcome);
    expect(outcomes).toEqual(['attempted', 'succeeded']);
  });
});

describe('where the original gave a cause up for ever after three attempts', () => {
  it('the tenth loss of the same source is tried like the first', () => {
    const recovery = new ErrorRecoverySystem();
    const events: ControlEvent[] = [];
    for (let n = 0; n < 10; n++) {
      recovery.begin('sensor_lost', 'serial.chain', `attempt ${n}`, n * 60, 0, events);
      recovery.end('sensor_lost', 'serial.chain', n * 60 + 5, 0, events);
    }
    expect([recovery.attempts[SENSOR], recovery.succeeded[SENSOR]]).toEqual([10, 10]);
  });

  it('a cause whose details vary is the same cause', () => {
    const recovery = new ErrorRecoverySystem();
    const events: ControlEvent[] = [];
    for (let n = 0; n < 10; n++)
      recovery.begin('sensor_lost', 'serial.chain', `silent for ${n} s`, n, 0, events);
    expect(recovery.attempts[SENSOR]).toBe(1);
    expect(events).toHaveLength(1);
  });
});

describe('where the original only counted', () => {
  it('an overload ends on a lower degradation step, on which the loop is in time again', async () => {
    const bench = await Bench.create();
    bench.runUntil(() => bench.value('plant') === 'running', 20);
    bench.inject({ fault: 'overrun', ms: 80, phase: 'estimate' });
    bench.run(15);
    expect(bench.value('degradation')).toBeGreaterThanOrEqual(2);
    expect(bench.value('loop.rate')).toBeGreaterThan(14.5);
  });
});

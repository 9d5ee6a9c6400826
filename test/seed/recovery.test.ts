// The recoveries of the original returned success and did nothing. Here a recovery succeeds when its symptom is gone.
import { describe, expect, it } from 'vitest';
import { Bench } from '../../src/testing/bench.js';

describe('where the original claimed a recovery rate of 100 %', () => {
  it('an attempt does not succeed while the symptom is present', async () => {
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
  it('the tenth loss of a source is treated like the first', async () => {
    const bench = await Bench.create();
    bench.run(10);
    for (let n = 1; n <= 10; n++) {
      bench.inject({ fault: 'hang', channel: 'chain.tension' });
      bench.run(60);
      expect(bench.recovery.countsOf('sensor_lost')).toMatchObject({ attempts: n, succeeded: n });
    }
  });

  it('a cause with changing details is still the same cause, and is escalated', async () => {
    const bench = await Bench.create();
    bench.registerStrategy('valve_stuck', function shake() {
      return true;
    });
    for (let n = 0; n < 200; n++) {
      bench.recovery.handleError('valve_stuck', { angle: n }, { reason: `stuck at ${n} degrees` });
      bench.run(0.1);
    }
    expect(bench.recovery.countsOf('valve_stuck')).toMatchObject({ attempts: 3, failed: 3, escalated: 1 });
    expect([bench.value('degradation'), bench.alert('degraded')?.state]).toEqual([1, 'active']);
  });
});

describe('where the strategies of the original returned success and did nothing', () => {
  it('a strategy that reports success while the symptom stays has failed', async () => {
    const bench = await Bench.create();
    bench.registerStrategy('sensor_lost', { name: 'liar', attempt: () => true });
    bench.run(10);
    bench.inject({ fault: 'dropout', channel: 'chain.tension' });
    bench.run(20);
    expect(bench.recovery.countsOfStrategy('liar')).toMatchObject({ attempts: 3, succeeded: 0, failed: 3 });
    expect(bench.value('recovery.byType.sensor_lost.rate')).toBe(0);
  });

  it('the built-in strategies act: a port is opened as often as there are attempts', async () => {
    const bench = await Bench.create();
    bench.run(10);
    bench.inject({ fault: 'hang', channel: 'chain.tension', reopenings: 2 });
    bench.run(20);
    expect([bench.value('recovery.strategies.reopen.attempts'), bench.value('sim.reopened')]).toEqual([2, 2]);
    expect(bench.value('recovery.strategies.reopen.rate')).toBe(0.5);
  });
});

describe('where the escalation of the original only counted', () => {
  it('an overload ends on a lower degradation step, where the loop is on time again', async () => {
    const bench = await Bench.create();
    bench.runUntil(() => bench.value('plant') === 'running', 20);
    bench.inject({ fault: 'overrun', ms: 80, phase: 'estimate' });
    bench.run(15);
    expect(bench.value('degradation')).toBeGreaterThanOrEqual(2);
    expect(bench.value('loop.rate')).toBeGreaterThan(14.5);
  });
});

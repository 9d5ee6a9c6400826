// The optimise phase: steps on the ladder, missed ticks, and a tripped plant.
import { describe, expect, it } from 'vitest';
import { Rig } from '../rig.js';

const OVERLOAD = { missed: 1, computeS: 0.14 };

function tripped(): Rig {
  const rig = new Rig();
  rig.start();
  rig.values.set('chain.velocity', 12);
  rig.controlTick();
  expect(rig.controller.plantState).toBe('tripped');
  return rig;
}

describe('on a tripped plant', () => {
  it('an overload that continues does not move on the ladder, because the trip is the last step', () => {
    const rig = tripped();
    rig.run(5, OVERLOAD);
    expect(rig.eventsOf('degradation')).toHaveLength(0);
    expect(rig.controller.view.degradation).toBe(5);
  });

  it('a change of mode still changes the rate of the telemetry', () => {
    const rig = tripped();
    rig.command({ name: 'mode', mode: 'accuracy' });
    rig.run(1, OVERLOAD);
    expect(rig.controller.view.streams.telemetryHz).toBe(20);
  });

  it('a reset leads back to step 0, and an overload leads down again from there', () => {
    const rig = tripped();
    rig.run(2, OVERLOAD);
    rig.values.set('chain.velocity', 0);
    rig.run(3);
    rig.command({ name: 'reset' });
    rig.controlTick();
    rig.controlTick();
    expect(rig.controller.view.degradation).toBe(0);
    rig.run(1, OVERLOAD);
    expect(rig.controller.view.degradation).toBeGreaterThan(0);
  });
});

describe('a step on the ladder', () => {
  it('down for an overload is an event with its cause, and an attempt to recover', () => {
    const rig = new Rig();
    rig.run(1);
    rig.run(0.5, { computeS: 1 });
    expect(rig.eventsOf('degradation')[0]).toMatchObject({
      ts: expect.any(Number),
      data: { from: 0, to: 1, cause: 'compute_budget' },
    });
    expect(rig.eventsOf('degradation')[0]?.data).not.toHaveProperty('type');
    expect(rig.eventsOf('recovery')[0]?.data).toMatchObject({ type: 'overload' });
  });

  it('back up is an event, and no attempt', () => {
    const rig = new Rig();
    rig.run(1);
    rig.run(0.5, { computeS: 1 });
    rig.run(30);
    expect(rig.eventsOf('degradation').at(-1)?.data).toMatchObject({ to: 0 });
    const attempts = rig.eventsOf('recovery').filter(({ data }) => data.outcome === 'attempted');
    expect(attempts.length).toBeLessThanOrEqual(
      rig.eventsOf('degradation').filter(({ data }) => Number(data.to) > Number(data.from)).length,
    );
  });

  it('rests the twin and lowers depth and telemetry from its step on', () => {
    const rig = new Rig();
    rig.run(1);
    expect(rig.controller.view).toMatchObject({ validation: 'normal', degradation: 0 });
    rig.run(3, { computeS: 1 });
    expect(rig.controller.view).toMatchObject({ validation: 'reduced', degradation: 4 });
    expect(rig.controller.view.streams.telemetryHz).toBe(0);
  });
});

describe('missed ticks', () => {
  /** Two of three control ticks are missed for this time, s. */
  const missing = (config: string, seconds: number) => {
    const rig = new Rig({ config });
    rig.start();
    for (let n = 0; n < seconds * 5; n++) {
      rig.skip(2);
      rig.controlTick({ missed: 2 });
    }
    return rig;
  };

  it('do not trip while the ladder can leave out more', () => {
    const rig = missing('', 1);
    expect(rig.controller.plantState).toBe('running');
    expect(rig.controller.view.misses.share()).toBe(0);
  });

  it('trip when the optimizer is frozen and most of the ticks are missing', () => {
    const rig = missing('optimizer: { adaptive: false }', 15);
    expect(rig.controller.view.plant.trip).toMatchObject({ cause: 'deadline_misses' });
  });

  it('of a stall do not count: the stall trips by itself', () => {
    const rig = new Rig({ config: 'optimizer: { adaptive: false }' });
    rig.start();
    for (let n = 0; n < 300; n++) rig.controlTick({ missed: 5, stalledS: 0.1 });
    expect(rig.controller.plantState).toBe('running');
    expect(rig.controller.view.misses.share()).toBe(0);
    expect(rig.eventsOf('degradation')).toEqual([]);
  });
});

describe('a violated stability check', () => {
  it('leads down the ladder only when the configuration says so', () => {
    const violated = (onViolation: string) => {
      const rig = new Rig({ config: `limits: { onViolation: ${onViolation} }` });
      rig.start();
      Object.defineProperty(rig.controller.view.stability, 'violated', { get: () => true });
      rig.run(2);
      return rig.eventsOf('degradation').map(({ data }) => data.cause);
    };
    expect(violated('alarm')).toEqual([]);
    expect(violated('degrade')[0]).toBe('stability');
  });
});

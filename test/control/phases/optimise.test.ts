// What the optimise phase does on a tripped plant.
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

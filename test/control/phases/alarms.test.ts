// What the built-in alarms report in addition to their state: the value, and what is known about the cause.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POINT, Rig } from '../rig.js';

const VELOCITY = DEFAULT_POINT['chain.velocity']!;

describe('the alarm of a lost sensor', () => {
  it('has the last delivered value, and clears when the sensor has delivered for 5 s', () => {
    const rig = new Rig();
    rig.run(1);
    rig.values.delete('chain.velocity');
    rig.run(1);
    rig.values.set('chain.velocity', 1.6);
    rig.run(5.5);
    expect(rig.alerts('sensor_lost.chain.velocity')).toMatchObject([
      { state: 'active', value: VELOCITY },
      { state: 'cleared', value: 1.6 },
    ]);
  });

  it('has no value when the sensor never delivered', () => {
    const rig = new Rig();
    rig.values.delete('chain.velocity');
    rig.run(1);
    expect(rig.alerts('sensor_lost.chain.velocity')).toMatchObject([{ state: 'active', value: null }]);
  });
});

describe('the alarm of a sensor that sends unusable values', () => {
  it('has the value that is out of range', () => {
    const rig = new Rig({ config: 'channels: { chain.velocity: { min: -3, max: 3 } }' });
    rig.run(1);
    rig.values.set('chain.velocity', 99);
    rig.run(0.1);
    rig.values.set('chain.velocity', 1.6);
    rig.run(5.5);
    const [active, cleared] = rig.alerts('sensor_invalid.chain.velocity');
    expect(active).toMatchObject({ state: 'active', value: 99 });
    expect(active!.message).toBe(
      'chain.velocity: its sensor sends unusable values (out of range). Check the sensor, its cable, and the limits of the channel.',
    );
    expect(cleared).toMatchObject({ state: 'cleared', value: 1.6 });
  });

  it('has no value when the value is not a number, and says so', () => {
    const rig = new Rig();
    rig.run(1);
    rig.values.set('chain.velocity', Number.NaN);
    rig.run(0.1);
    const [active] = rig.alerts('sensor_invalid.chain.velocity');
    expect(active).toMatchObject({ state: 'active', value: null });
    expect(active!.message).toContain('(not a finite number)');
  });
});

describe('the alarm of sensors of one channel that disagree', () => {
  const velocityOf = (rig: Rig) => rig.samples.indexOf('chain.velocity');

  it('has their difference, and is active as long as it is above maxDifference', () => {
    const rig = new Rig({ config: 'channels: { chain.velocity: { maxDifference: 0.2 } }' });
    rig.run(1);
    rig.samples.spread[velocityOf(rig)] = 0.3;
    rig.run(1);
    rig.samples.spread[velocityOf(rig)] = 0.1;
    rig.run(1);
    expect(rig.alerts('sensor_disagreement.chain.velocity')).toMatchObject([
      { state: 'active', level: 'warning', value: 0.3 },
      { state: 'cleared', value: 0.1 },
    ]);
  });

  it('is never raised without a maxDifference', () => {
    const rig = new Rig();
    rig.samples.spread[velocityOf(rig)] = 1e6;
    rig.run(1);
    expect(rig.alerts('sensor_disagreement.chain.velocity')).toEqual([]);
  });
});

it('the alarm of a stuck sensor has the value that the sensor repeats', () => {
  const rig = new Rig({ config: 'control: { mode: accuracy }' });
  rig.start();
  const voltage = DEFAULT_POINT['generator.voltage']!;
  for (let n = 0; n < 60; n++) {
    rig.values.set('generator.voltage', voltage + 0.1 * [0, 2, 1][n % 3]!);
    rig.controlTick();
  }
  rig.values.set('generator.voltage', 155);
  rig.run(15);
  expect(rig.alerts('sensor_stuck.generator.voltage')).toMatchObject([{ state: 'active', value: 155 }]);
});

describe('the alarm overspeed', () => {
  it('has the speed that raised it, and clears with the speed that cleared it', () => {
    const rig = new Rig();
    rig.run(1);
    rig.values.set('chain.velocity', -10.4);
    rig.run(0.5);
    rig.values.set('chain.velocity', -9.5);
    rig.run(5.5);
    expect(rig.alerts('overspeed')).toMatchObject([
      { state: 'active', value: -10.4 },
      { state: 'cleared', value: -9.5 },
    ]);
  });
});

it('the alarm of a stall has its length in seconds', () => {
  const rig = new Rig();
  rig.run(1);
  rig.controlTick({ stalledS: 3.2 });
  expect(rig.alerts('process_stalled')).toMatchObject([{ state: 'active', value: 3.2 }]);
});

it('the alarm of missed ticks has the rate that is still reached', () => {
  const rig = new Rig();
  rig.run(6);
  rig.skip(2);
  rig.controlTick({ missed: 2 });
  expect(rig.alerts('loop_overrun')).toMatchObject([{ state: 'active', value: 15 - 2 / 5 }]);
});

it('the alarm of a degraded controller has its step, and names the cause', () => {
  const rig = new Rig();
  rig.run(1);
  rig.run(0.5, { computeS: 1 });
  rig.run(0.2);
  const [alert] = rig.alerts('degraded');
  expect(alert).toMatchObject({ state: 'active', value: 1 });
  expect(alert!.message).toBe(
    'the controller runs degraded (because of compute_budget). Look for the cause in the health report.',
  );
});

describe('the alarm of a violated energy balance', () => {
  /** The measured current of the generator is ten times too high, so more energy comes out than goes in. */
  function imbalance(): Rig {
    const rig = new Rig({ config: 'control: { mode: accuracy }' });
    rig.start();
    rig.run(5);
    rig.values.set('generator.current', 10 * DEFAULT_POINT['generator.current']!);
    for (let n = 0; n < 300 && rig.alerts('energy_balance').length === 0; n++) rig.run(1);
    return rig;
  }

  it('names the sensor that is most likely wrong', () => {
    const [alert] = imbalance().alerts('energy_balance');
    expect(alert!.message).toBe(
      'an energy balance does not close: a sensor is wrong (the electrical power is not what torque and speed promise; most likely generator.current). Compare the sensor with another instrument.',
    );
  });
});

describe('an explanation', () => {
  it('is made once and not on each tick, and again when its subject changes', () => {
    const { alarms } = new Rig().controller.view;
    const index = alarms.handleOf('energy_balance');
    const made: string[] = [];
    const subject = (name: string) => ({ toString: () => made.push(name) && name }) as unknown as string;
    const [voltage, current] = [subject('generator.voltage'), subject('generator.current')];
    for (let n = 0; n < 100; n++) alarms.explain(index, 'most likely', voltage);
    for (let n = 0; n < 100; n++) alarms.explain(index, 'most likely', current);
    expect(made).toEqual(['generator.voltage', 'generator.current']);
  });
});

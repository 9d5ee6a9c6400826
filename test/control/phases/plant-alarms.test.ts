// The built-in alarms about the plant and the controller, from the samples to the alert.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POINT, Rig } from '../rig.js';

const active = (rig: Rig, rule: string) => rig.alerts(rule).at(-1)?.state === 'active';

function running(config = ''): Rig {
  const rig = new Rig({ config });
  rig.start();
  rig.run(3);
  return rig;
}

describe('a guard that stands still', () => {
  it('raises process_stalled with its time and its name, from half a second on', () => {
    const rig = new Rig();
    rig.run(1);
    rig.controlTick({ guardSilentS: 0.5 });
    expect(rig.alerts('process_stalled')).toEqual([]);
    rig.controlTick({ guardSilentS: 0.6 });
    expect(rig.alerts('process_stalled')).toMatchObject([
      { state: 'active', value: 0.6, message: expect.stringContaining('(the guard thread is silent)') },
    ]);
  });
});

describe('a process that stood still', () => {
  it('raises process_stalled without naming the guard, from half a second on', () => {
    const rig = new Rig();
    rig.run(1);
    rig.controlTick({ stalledS: 0.5 });
    expect(rig.alerts('process_stalled')).toEqual([]);
    rig.controlTick({ stalledS: 0.6, guardSilentS: 0.9 });
    const [alert] = rig.alerts('process_stalled');
    expect(alert).toMatchObject({ value: 0.6 });
    expect(alert?.message).not.toContain('guard');
  });

  it('gives each sensor its full time again', () => {
    const rig = new Rig();
    rig.run(1);
    for (const name of [...rig.values.keys()]) rig.values.delete(name);
    rig.controlTick();
    rig.skip(30);
    rig.tick({ stalledS: 2 });
    rig.run(0.15);
    expect(rig.alerts('sensor_lost.chain.velocity')).toEqual([]);
    rig.run(0.15);
    expect(active(rig, 'sensor_lost.chain.velocity')).toBe(true);
  });
});

describe('overspeed', () => {
  it('seen by the speed of the generator says so, and has its value in m/s', () => {
    const rig = new Rig({ sensors: ['chain.velocity', 'generator.speed'] });
    rig.run(1);
    rig.values.set('generator.speed', 11 * (39.3 / 1.549));
    rig.run(0.5);
    const [alert] = rig.alerts('overspeed');
    expect(alert?.message).toContain('(seen by generator.speed)');
    expect(alert?.value).toBeCloseTo(11, 0);
  });

  it('seen by the channel that it watches names that one', () => {
    const rig = new Rig({ sensors: ['chain.velocity'] });
    rig.run(1);
    rig.values.set('chain.velocity', 11);
    rig.run(0.5);
    expect(rig.alerts('overspeed')[0]?.message).not.toContain('seen by');
    expect(rig.alerts('overspeed')[0]?.message).toContain('interlock (chain.velocity).');
  });
});

describe('a plant that does not do what it should', () => {
  it('raises no_power when the generator gives none under load, after 10 s', () => {
    const rig = running('alerts: { energy_balance: { enabled: false } }');
    rig.values.set('generator.current', 0);
    rig.run(9);
    expect(active(rig, 'no_power')).toBe(false);
    rig.run(2);
    expect(active(rig, 'no_power')).toBe(true);
  });

  it('does not raise no_power when an energy balance names the sensor of the current: one cause, one alarm', () => {
    const rig = running();
    rig.values.set('generator.current', 0);
    rig.run(30);
    expect(rig.alerts('energy_balance')[0]).toMatchObject({ state: 'active', channel: 'generator.current' });
    expect(rig.alerts('no_power')).toEqual([]);
  });

  it('raises no_air when the compressor rests although the tank is empty, after 30 s', () => {
    const rig = running();
    rig.values.set('pneumatics.compressorPower', 0);
    rig.values.set('pneumatics.tankPressure', 110_000);
    rig.run(29);
    expect(active(rig, 'no_air')).toBe(false);
    rig.run(2);
    expect(active(rig, 'no_air')).toBe(true);
  });

  it('raises winding_hot above 130 degC with the temperature', () => {
    const rig = running();
    rig.values.set('generator.temperature', 131);
    rig.run(0.2);
    expect(rig.alerts('winding_hot')).toMatchObject([{ state: 'active', value: 131 }]);
  });

  it('raises tank_pressure_high far above the cut-out pressure', () => {
    const rig = running();
    rig.values.set('pneumatics.tankPressure', 1.2 * rig.plan.config.plant.pressureOff);
    rig.run(0.2);
    expect(active(rig, 'tank_pressure_high')).toBe(true);
  });

  it('raises turning in standby when the chain turns for longer than 5 s', () => {
    const rig = new Rig();
    const setSpeed = rig.bringToRest();
    rig.run(3);
    setSpeed(1);
    rig.run(5);
    expect(active(rig, 'turning')).toBe(false);
    rig.run(3);
    expect(rig.alerts('turning')).toMatchObject([
      { state: 'active', value: expect.closeTo(DEFAULT_POINT['chain.velocity']!, 1) },
    ]);
  });

  it('raises not_turning when it runs and the chain stands', () => {
    const rig = running();
    rig.values.set('chain.velocity', 0);
    rig.values.set('generator.speed', 0);
    rig.run(10);
    expect(active(rig, 'not_turning')).toBe(true);
  });

  it('raises start_failed after startTimeout', () => {
    const rig = new Rig({ config: 'control: { startTimeout: 20 }' });
    rig.bringToRest();
    rig.command({ name: 'start' });
    rig.run(19);
    expect(active(rig, 'start_failed')).toBe(false);
    rig.run(2);
    expect(active(rig, 'start_failed')).toBe(true);
  });

  it('raises stop_failed when the chain turns on after stopTimeout, with its speed', () => {
    const rig = running('control: { stopTimeout: 20 }');
    rig.command({ name: 'stop' });
    rig.run(19);
    expect(active(rig, 'stop_failed')).toBe(false);
    rig.run(2);
    expect(rig.alerts('stop_failed')).toMatchObject([
      { state: 'active', value: expect.closeTo(DEFAULT_POINT['chain.velocity']!, 1) },
    ]);
  });

  it('of which no sensor sees the speed ends its stop by time, without stop_failed', () => {
    const rig = new Rig({
      config: 'control: { stopTimeout: 20 }',
      sensors: ['generator.voltage', 'generator.current'],
    });
    rig.command({ name: 'start' });
    rig.run(1);
    rig.command({ name: 'stop' });
    rig.run(19);
    expect(rig.controller.plantState).toBe('stopping');
    rig.run(2);
    expect(rig.controller.plantState).toBe('standby');
    expect(rig.alerts('stop_failed')).toEqual([]);
  });
});

describe('the controller', () => {
  it('raises loop_overrun when ticks are missed, and degraded on a step of the ladder', () => {
    const rig = new Rig();
    rig.run(6);
    rig.run(1, { computeS: 1 });
    expect(active(rig, 'degraded')).toBe(true);
    expect(active(rig, 'loop_overrun')).toBe(false);
  });

  it('raises what threads and hardware report', () => {
    const rig = new Rig();
    rig.setCondition('store_failing', true);
    rig.controlTick();
    expect(active(rig, 'store_failing')).toBe(true);
    expect(active(rig, 'broker_lost')).toBe(false);
    rig.setCondition('store_failing', false);
    rig.controlTick();
    rig.controlTick();
    expect(active(rig, 'store_failing')).toBe(false);
  });

  it('gives the alert the time of its tick', () => {
    const rig = new Rig();
    rig.run(1);
    rig.setCondition('broker_lost', true);
    rig.controlTick();
    const event = rig.eventsOf('alert').find(({ data }) => data.rule === 'broker_lost');
    expect(event?.ts).toBe(1_764_000_000_000 + Math.round(rig.nowS * 1000));
  });
});

// A new control core: what it begins with, and which alarms this plant has.
import { describe, expect, it } from 'vitest';
import { STEP } from '../../../src/control/optimizer/degradation-ladder.js';
import type { Trip } from '../../../src/vocabulary/events.js';
import { DEFAULT_POINT, LOG, Rig, type RigOptions } from '../rig.js';

const begin = (options: RigOptions = {}) => new Rig(options).controller.view;
const TRIP: Trip = { cause: 'overspeed', detail: 'chain.velocity' } as never;

describe('a new control core', () => {
  it('is in standby with the settings of the configuration, and drives nothing', () => {
    expect(begin({ config: 'control: { mode: accuracy, load: 0.3 }' })).toMatchObject({
      mode: 'accuracy',
      loadSetpoint: 0.3,
      loadShare: 0,
      degradation: 0,
      drive: { released: false, connected: false, load: 0, heartbeat: false },
      autoStartPending: false,
      tripCause: null,
      ticks: 0,
      missed: 0,
      late: 0,
      plant: { state: 'standby', trip: null },
    });
  });

  it('starts by itself when the configuration says so, but not after a trip', () => {
    const config = 'control: { autoStart: true }';
    expect(begin({ config }).autoStartPending).toBe(true);
    expect(begin({ config, trip: TRIP }).autoStartPending).toBe(false);
  });

  it('begins tripped when the last run ended so', () => {
    expect(begin({ trip: TRIP }).plant).toMatchObject({ state: 'tripped', trip: { cause: 'overspeed' } });
  });

  it('counts missed ticks over the configured number of seconds', () => {
    const config = 'interlocks: { deadlineMisses: { within: 2 } }';
    const { misses } = begin({ config });
    for (let n = 0; n < 29; n++) misses.add(0);
    expect(misses.share()).toBe(0);
    misses.add(3);
    expect(misses.share()).toBe(3 / 30);
  });

  it('sends telemetry at the rate of its mode', () => {
    expect(begin().streams.telemetryHz).toBe(10);
    expect(begin({ config: 'control: { mode: accuracy }' }).streams.telemetryHz).toBe(20);
  });
});

describe('the alarms of a plant', () => {
  const alarmsOf = (options: RigOptions = {}) => begin(options).alarms;

  it('are those of its sensors, and none of sensors that it does not have', () => {
    const alarms = alarmsOf({ sensors: ['chain.velocity'] });
    expect(alarms.stateOf('sensor_lost.chain.velocity')).toBe('normal');
    expect(alarms.stateOf('sensor_lost.generator.voltage')).toBeNull();
    expect(alarms.stateOf('sensor_lost.loop.rate')).toBeNull();
    expect(alarmsOf().stateOf('sensor_lost.generator.power')).toBeNull();
    expect(alarms.stateOf('degraded')).toBe('normal');
    expect(alarms.stateOf('high_velocity')).toBe('normal');
  });

  it('have their state of the last run', () => {
    const first = new Rig();
    first.setCondition('broker_lost', true);
    first.run(1);
    const alerts = first.alerts('broker_lost');
    expect(alerts).toMatchObject([{ state: 'active', count: 1 }]);
    expect(alarmsOf({ remembered: alerts }).stateOf('broker_lost')).toBe('unacknowledged');
    expect(LOG).toMatch(/^c0ffee00/);
  });

  it('on a computed channel are suppressed while a sensor of it is lost', () => {
    const config = 'alerts: { weak: { channel: generator.power, below: 10 } }';
    const rig = new Rig({ config });
    rig.values.delete('generator.voltage');
    rig.run(1);
    expect(rig.controller.view.alarms.stateOf('weak')).toBe('suppressed');
    expect(rig.controller.view.alarms.stateOf('high_velocity')).toBe('normal');
  });

  it('that need the twin are suppressed while it rests, residuals too', () => {
    const config =
      'alerts: { off: { channel: twin.residual.chain.velocity, above: 1 }, lift: { channel: chain.velocity, above: 9 } }';
    const rig = new Rig({ config });
    rig.run(1);
    expect(rig.controller.view.alarms.stateOf('twin_divergence')).toBe('normal');
    rig.run(3, { computeS: 1 });
    const { alarms, degradation } = rig.controller.view;
    expect(degradation).toBeGreaterThanOrEqual(STEP.twinPaused);
    expect(alarms.stateOf('twin_divergence')).toBe('suppressed');
    expect(alarms.stateOf('off')).toBe('suppressed');
    expect(alarms.stateOf('lift')).toBe('normal');
    expect(alarms.stateOf('energy_balance')).toBe('normal');
  });

  it('that threads and hardware report have their handles in the order of the conditions', () => {
    const { outsideAlarms, builtIns } = begin();
    expect(outsideAlarms).toContain(builtIns.emergency_stop);
    expect(builtIns.sensor_lost).toHaveLength(Object.keys(DEFAULT_POINT).length);
  });
});

// The figures of the computer in the control core: their values, their age, and their alarms.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { HOST_CHANNEL_NAMES, type HostFigures } from '../../../src/catalogue/host-channels.js';
import { Rig } from '../rig.js';

const HEALTHY = {
  'host.temperature': 55,
  'host.undervoltage': 0,
  'host.throttled': 0,
  'host.processorLoad': 0.3,
  'host.memoryAvailable': 3e9,
  'host.diskFree': 20e9,
  'host.fileSystemErrors': 0,
  'host.diskWear': 0.1,
} satisfies HostFigures;

function deliver(rig: Rig, figures: HostFigures): void {
  rig.host.names.forEach((name, i) => {
    rig.host.put(i, figures[name as keyof HostFigures] ?? Number.NaN, rig.nowS);
  });
}

/** The figures as they arrive: every five seconds. */
function runWith(rig: Rig, figures: HostFigures, seconds: number): void {
  for (let s = 0; s < seconds; s += 5) {
    deliver(rig, figures);
    rig.run(Math.min(5, seconds - s));
  }
}

function rigWith(figures: HostFigures = HEALTHY, config = ''): Rig {
  const rig = new Rig({ host: Object.keys(figures), config });
  rig.controlTick();
  deliver(rig, figures);
  rig.controlTick();
  return rig;
}

function active(rig: Rig): string[] {
  const alerts = rig.controller.view.alarms.alerts();
  return alerts.filter(({ state, rule }) => state === 'active' && rule.startsWith('host')).map((a) => a.rule);
}

function seen(rig: Rig, channel: string) {
  const { image } = rig.controller.view;
  const index = image.indexOf(channel);
  return [image.reported(index), image.qualityOf(index)];
}

describe('the figures of the computer', () => {
  it('are channels behind those of the sensors, and have no alarms of a sensor', () => {
    const rig = rigWith();
    expect(rig.plan.layout.channels).toEqual(expect.arrayContaining([...HOST_CHANNEL_NAMES]));
    expect(rig.plan.layout.channels.indexOf('host.temperature')).toBeGreaterThanOrEqual(rig.plan.sensorCount);
    expect(seen(rig, 'host.temperature')).toEqual([55, QUALITY.good]);
    expect(rig.controller.view.alarms.stateOf('sensor_lost.host.temperature')).toBeNull();
  });

  it('are absent where the computer does not have them, and so are their alarms', () => {
    const rig = rigWith({ 'host.diskFree': 20e9 });
    expect(rig.plan.host).toEqual(['host.diskFree']);
    const { alarms } = rig.controller.view;
    expect(alarms.stateOf('host_hot')).toBeNull();
    expect(alarms.stateOf('host_disk_low')).not.toBeNull();
    expect(alarms.stateOf('host_silent')).not.toBeNull();
    expect(new Rig().controller.view.alarms.stateOf('host_silent')).toBeNull();
  });

  it('are bad while they cannot be read', () => {
    const rig = rigWith();
    deliver(rig, { ...HEALTHY, 'host.temperature': Number.NaN });
    rig.controlTick();
    expect(seen(rig, 'host.temperature')).toEqual([Number.NaN, QUALITY.bad]);
    expect(seen(rig, 'host.diskFree')).toEqual([20e9, QUALITY.good]);
  });

  it('that stay away become stale, and raise one alarm for all of them', () => {
    const rig = rigWith({ ...HEALTHY, 'host.temperature': 85 });
    runWith(rig, { ...HEALTHY, 'host.temperature': 85 }, 60);
    expect(active(rig)).toEqual(['host_hot']);
    rig.run(10);
    expect(seen(rig, 'host.temperature')).toEqual([85, QUALITY.good]);
    rig.run(20);
    expect(seen(rig, 'host.temperature')).toEqual([85, QUALITY.stale]);
    // A figure that is not known leaves its alarm as it is.
    expect(active(rig).toSorted()).toEqual(['host_hot', 'host_silent']);
    runWith(rig, HEALTHY, 5);
    expect(active(rig)).toEqual([]);
  });

  it('have no alarm before the first measurement', () => {
    const rig = new Rig({ host: HOST_CHANNEL_NAMES });
    rig.run(120);
    expect(active(rig)).toEqual([]);
  });
});

describe('an alarm about the computer', () => {
  it.each<[string, HostFigures, HostFigures]>([
    ['host_hot', { 'host.temperature': 81 }, { 'host.temperature': 76 }],
    ['host_undervoltage', { 'host.undervoltage': 1 }, { 'host.undervoltage': 1 }],
    ['host_throttled', { 'host.throttled': 1 }, { 'host.throttled': 1 }],
    ['host_memory_low', { 'host.memoryAvailable': 49e6 }, { 'host.memoryAvailable': 79e6 }],
    ['host_disk_low', { 'host.diskFree': 199e6 }, { 'host.diskFree': 299e6 }],
    ['host_disk_errors', { 'host.fileSystemErrors': 1 }, { 'host.fileSystemErrors': 1 }],
    ['host_disk_worn', { 'host.diskWear': 0.9 }, { 'host.diskWear': 0.9 }],
  ])('%s comes with its figure, stays until the figure is well back, and goes', (rule, bad, stillBad) => {
    const rig = rigWith();
    runWith(rig, { ...HEALTHY, ...bad }, 40);
    expect(active(rig)).toEqual([rule]);
    const [channel] = Object.keys(bad);
    expect(rig.alerts(rule)).toMatchObject([{ channel, value: Object.values(bad)[0], state: 'active' }]);
    runWith(rig, { ...HEALTHY, ...stillBad }, 100);
    expect(active(rig)).toEqual([rule]);
    runWith(rig, HEALTHY, 70);
    expect(active(rig)).toEqual([]);
  });

  it('of heat ignores a short peak, and one of low voltage stands for a minute behind a dip', () => {
    const rig = rigWith();
    runWith(rig, { ...HEALTHY, 'host.temperature': 95 }, 20);
    runWith(rig, { ...HEALTHY, 'host.undervoltage': 1 }, 5);
    runWith(rig, HEALTHY, 50);
    expect(active(rig)).toEqual(['host_undervoltage']);
    expect(rig.alerts('host_hot')).toEqual([]);
    runWith(rig, HEALTHY, 15);
    expect(active(rig)).toEqual([]);
  });

  it.each<HostFigures>([{ 'host.temperature': 86 }, { 'host.undervoltage': 1 }])(
    'of a slow processor is left out when the cause has its alarm: %o',
    (cause) => {
      const rig = rigWith();
      runWith(rig, { ...HEALTHY, ...cause, 'host.throttled': 1 }, 60);
      expect(active(rig)).toHaveLength(1);
      expect(active(rig)).not.toContain('host_throttled');
    },
  );

  it('takes level and delays from the configuration', () => {
    const config = 'alerts: { host_hot: { level: error, onDelay: 0 }, host_disk_low: { enabled: false } }';
    const rig = rigWith(HEALTHY, config);
    runWith(rig, { ...HEALTHY, 'host.temperature': 81, 'host.diskFree': 0 }, 1);
    expect(active(rig)).toEqual(['host_hot']);
    expect(rig.alerts('host_hot')).toMatchObject([{ level: 'error' }]);
  });
});

describe('a rule on a figure of the computer', () => {
  const config = 'alerts: { warm: { channel: host.temperature, above: 60, hysteresis: 2 } }';

  it('is judged like any other rule', () => {
    const rig = rigWith(HEALTHY, config);
    runWith(rig, { ...HEALTHY, 'host.temperature': 62 }, 5);
    expect(rig.alerts('warm')).toMatchObject([
      { state: 'active', message: expect.stringContaining('host.temperature 62 degC is above 60 degC') },
    ]);
  });

  it('is never judged where the computer does not have it', () => {
    const rig = rigWith({ 'host.diskFree': 20e9 }, config);
    rig.run(5);
    expect(rig.alerts('warm')).toEqual([]);
  });
});

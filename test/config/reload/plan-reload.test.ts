// The plan of a reload: which keys changed, which changes a running controller takes over, and which wait for the next start.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANNEL_NAMES, planReload } from '../../../src/config/index.js';
import { differences } from '../../../src/config/reload/differences.js';
import { configOf } from '../support.js';

const plan = (before: string, after: string, channels: readonly string[] = CHANNEL_NAMES) =>
  planReload(configOf(before), configOf(after), channels);

describe('a plan to reload', () => {
  it('is empty for the same configuration', () => {
    const { changes, needsRestart } = plan('control: { mode: accuracy }', 'control: { mode: accuracy }');
    expect([changes, needsRestart]).toEqual([[], []]);
  });

  it('names changed keys as in a file, with both values', () => {
    const { changes } = plan(
      'channels: { chain.velocity: { max: 20 } }',
      `
control: { mode: accuracy }
channels: { water.temperature: { twinHold: 0, critical: true } }
alerts: { high_velocity: { above: 7.5 }, mine: { channel: chain.tension, above: 9000 }, broker_lost: { level: error } }
streams: { priority: [chain.velocity] }`,
    );
    expect(changes).toEqual([
      { key: 'control.mode', from: 'balanced', to: 'accuracy' },
      { key: 'channels.chain.velocity.max', from: 20, to: null },
      { key: 'channels.water.temperature.critical', from: null, to: true },
      { key: 'alerts.high_velocity.above', from: 8, to: 7.5 },
      { key: 'alerts.broker_lost.level', from: 'warning', to: 'error' },
      {
        key: 'alerts.mine',
        from: null,
        to: expect.objectContaining({ channel: 'chain.tension', above: 9000 }),
      },
      {
        key: 'streams.priority',
        from: ['chain.velocity', 'generator.power', 'derived.efficiency'],
        to: ['chain.velocity'],
      },
    ]);
  });

  it('never shows the value of a secret', () => {
    const { changes, config } = plan('http: { token: old-secret }', 'http: { token: new-secret }');
    expect(changes).toEqual([{ key: 'http.token', from: '(secret)', to: '(secret)' }]);
    expect(config.http.token).toBe('new-secret');
    const [added] = plan('', 'http: { token: new-secret }').changes;
    expect(added).toEqual({ key: 'http.token', from: null, to: '(secret)' });
  });

  it('names the changes that need a restart, and takes over the others', () => {
    const { config, changes, needsRestart } = plan(
      '',
      `
device: { id: kpp-02 }
control: { rateHz: 5, mode: performance, autoStart: true }
mqtt: { baseTopic: other, keepalive: 30 }
http: { listen: 0.0.0.0:80 }
store: { path: /tmp/x.db }
channels: { chain.velocity: { vote: median, critical: true } }`,
    );
    expect(changes.map(({ key }) => key)).toEqual([
      'control.mode',
      'channels.chain.velocity.critical',
      'mqtt.keepalive',
    ]);
    expect(needsRestart.map(({ key }) => key)).toEqual([
      'device.id',
      'control.rateHz',
      'control.autoStart',
      'channels.chain.velocity.vote',
      // Its limit belongs to the rate.
      'alerts.low_fps.below',
      'mqtt.baseTopic',
      'store.path',
      'http.listen',
    ]);
    expect(config).toMatchObject({
      device: { id: 'kpp-01' },
      control: { rateHz: 15, mode: 'performance', autoStart: false },
      mqtt: { baseTopic: 'kpp', keepalive: 30 },
      channels: { 'chain.velocity': { vote: 'priority', critical: true } },
    });
    expect(config.alerts.rules.find(({ id }) => id === 'low_fps')?.threshold).toBe(5);
  });

  it('does not move the overspeed interlock to a channel that exists only after a restart', () => {
    const wanted = 'interlocks: { overspeed: { channel: generator.speed, above: 90 } }';
    const here = plan('', wanted);
    expect(here.config.interlocks.overspeed).toMatchObject({ channel: 'generator.speed', above: 90 });
    const missing = plan('', wanted, ['chain.velocity']);
    expect(missing.config.interlocks.overspeed).toMatchObject({ channel: 'chain.velocity', above: 10 });
    expect(missing.needsRestart.map(({ key }) => key)).toEqual([
      'interlocks.overspeed.channel',
      'interlocks.overspeed.above',
    ]);
  });

  it('lets rules and the priority stream wait for a sensor that the program has from its next start on', () => {
    const serial = (records: string) =>
      `hal: { kind: linux, serial: { chain: { path: /dev/ttyUSB0, records: { A: [${records}] } } } }`;
    const { changes, needsRestart } = plan(
      serial('chain.velocity'),
      `${serial('chain.velocity, water.temperature')}
alerts: { cold: { channel: water.temperature, below: 1 } }
streams: { priority: [water.temperature] }`,
      ['chain.velocity'],
    );
    expect(changes).toEqual([]);
    expect(needsRestart.map(({ key }) => key)).toEqual([
      'alerts.cold',
      'streams.priority',
      'hal.serial.chain.records.A',
    ]);
  });

  it('does not let anything wait for a figure that this computer does not have', () => {
    const { changes, needsRestart } = plan('', 'streams: { priority: [chain.velocity, host.diskWear] }', [
      'chain.velocity',
    ]);
    expect(changes.map(({ key }) => key)).toEqual(['streams.priority']);
    expect(needsRestart).toEqual([]);
  });

  describe('of a declared channel', () => {
    const bearing = (settings: string) => `channels: { bearing.temperature: { ${settings} } }`;
    const rule = 'alerts: { hot: { channel: bearing.temperature, above: 90 } }';
    const declared = bearing('unit: degC, max: 150, critical: true');
    const before = CHANNEL_NAMES;
    const after = [...CHANNEL_NAMES, 'bearing.temperature'];
    const keys = (list: readonly { key: string }[]) => list.map(({ key }) => key);

    it('that is new waits for a restart, together with its alarms and the rules on it', () => {
      const alarms =
        'alerts: { hot: { channel: bearing.temperature, above: 90 }, sensor_lost.bearing.temperature: { level: critical } }';
      const { config, changes, needsRestart } = plan(
        '',
        `${declared}\n${alarms}\ncontrol: { mode: accuracy }`,
        before,
      );
      expect(keys(changes)).toEqual(['control.mode']);
      expect(needsRestart).toEqual([
        {
          key: 'channels.bearing.temperature',
          from: null,
          to: expect.objectContaining({ unit: 'degC', max: 150, critical: true }),
        },
        { key: 'alerts.hot', from: null, to: expect.objectContaining({ channel: 'bearing.temperature' }) },
      ]);
      expect(config.channels).not.toHaveProperty('bearing.temperature');
      expect(config.alerts.rules.map(({ id }) => id)).not.toContain('hot');
      expect(config.alerts.builtIn).not.toHaveProperty('sensor_lost.bearing.temperature');
    });

    it('that is new lets the priority stream wait for the restart, whole', () => {
      const streams = 'streams: { priority: [chain.velocity, bearing.temperature], bufferSize: 50 }';
      const { config, changes, needsRestart } = plan('', `${declared}\n${streams}`, before);
      expect(keys(changes)).toEqual(['streams.bufferSize']);
      expect(keys(needsRestart)).toEqual(['channels.bearing.temperature', 'streams.priority']);
      expect(config.streams).toMatchObject({ bufferSize: 50, priority: configOf('').streams.priority });
    });

    it('that is removed stays until a restart; the rules on it end at once', () => {
      const { config, changes, needsRestart } = plan(`${declared}\n${rule}`, '', after);
      expect(keys(changes)).toEqual(['alerts.hot']);
      expect(keys(needsRestart)).toEqual(['channels.bearing.temperature']);
      expect(config.channels['bearing.temperature']).toMatchObject({ unit: 'degC', max: 150 });
      expect(config.alerts.builtIn).toHaveProperty('sensor_lost.bearing.temperature');
    });

    it('takes new settings at once, and a new unit after a restart', () => {
      const { config, changes, needsRestart } = plan(
        declared,
        `${bearing('unit: K, max: 450, description: upper shaft')}\n${rule}`,
        after,
      );
      expect(keys(changes).toSorted()).toEqual([
        'alerts.hot',
        'channels.bearing.temperature.critical',
        'channels.bearing.temperature.description',
        'channels.bearing.temperature.max',
      ]);
      expect(keys(needsRestart)).toEqual(['channels.bearing.temperature.unit']);
      expect(config.channels['bearing.temperature']).toMatchObject({ unit: 'degC', max: 450 });
    });

    it('leaves a rule where it was when its new channel waits', () => {
      const from = 'alerts: { hot: { channel: generator.temperature, above: 120 } }';
      const { config, needsRestart } = plan(from, `${declared}\n${rule}`, before);
      expect(keys(needsRestart)).toEqual([
        'channels.bearing.temperature',
        'alerts.hot.above',
        'alerts.hot.channel',
      ]);
      expect(config.alerts.rules.find(({ id }) => id === 'hot')).toMatchObject({
        channel: 'generator.temperature',
        threshold: 120,
      });
    });
  });

  it('splits all changes: the new configuration has those that are taken over, and only the others separate it from the file', () => {
    const sections = [
      'control: { mode: accuracy, load: 0.5, softStart: { ramp: 2 }, autoStart: true }',
      'device: { site: elsewhere }',
      'optimizer: { adaptive: false, load: power }',
      'twin: { minTimestep: 0.1 }',
      'limits: { maxForce: 5000, onViolation: trip }',
      'interlocks: { deadlineMisses: { within: 9 } }',
      'channels: { chain.velocity: { min: -1, sources: [sim] }, chain.tension: { maxDifference: 3 }, bearing.temperature: { unit: degC, max: 150 } }',
      'alerts: { low_efficiency: { enabled: false }, sensor_stuck.chain.velocity: { onDelay: 20 }, mine: { channel: chain.position, below: 1 } }',
      'streams: { baseRateHz: 12, bufferSize: 5 }',
      'hal: { sim: { seed: 9, plant: { floaters: 18 } } }',
      'plant: { height: 9, frictionStatic: 95 }',
      "mqtt: { url: 'mqtt://broker:1884', baseTopic: a/b, username: u }",
      'commands: { allow: [mode] }',
      'store: { maxMegabytes: 9 }',
      "http: { listen: '127.0.0.1:9', token: t }",
      'log: { level: debug, format: json }',
    ];
    const anyText = fc.subarray(sections).map((chosen) => chosen.join('\n'));
    const keys = (list: readonly { key: string }[]) => list.map(({ key }) => key);
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const [from, to] = [configOf(before), configOf(after)];
        const { config, changes, needsRestart } = planReload(from, to, CHANNEL_NAMES);
        expect(keys(differences(from, config))).toEqual(keys(changes));
        expect(keys(differences(config, to))).toEqual(keys(needsRestart));
      }),
    );
  });
});

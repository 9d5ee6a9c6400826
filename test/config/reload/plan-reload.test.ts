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

  it('splits all changes: the new configuration has those that are taken over, and only the others separate it from the file', () => {
    const sections = [
      'control: { mode: accuracy, load: 0.5, softStart: { ramp: 2 }, autoStart: true }',
      'device: { site: elsewhere }',
      'optimizer: { adaptive: false, load: power }',
      'twin: { minTimestep: 0.1 }',
      'limits: { maxForce: 5000, onViolation: trip }',
      'interlocks: { deadlineMisses: { within: 9 } }',
      'channels: { chain.velocity: { min: -1, sources: [sim] }, chain.tension: { maxDifference: 3 } }',
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

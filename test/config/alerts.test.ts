// Alarm rules: they are merged with their defaults, and refused when they are contradictory or incomplete.
import { describe, expect, it } from 'vitest';
import type { AlarmRule } from '../../src/config/index.js';
import { configOf, problemsOf } from './support.js';

function ruleOf(text: string, id: string, sets: string[] = []): AlarmRule | undefined {
  return configOf(text, { sets }).alerts.rules.find((rule) => rule.id === id);
}

/** An output that sets the generator load. */
const LOAD = ', outputs: { load: { serial: chain, timeout: drive } }';

describe('a default rule', () => {
  it('given another comparison, loses its own and keeps the rest', () => {
    expect(ruleOf('alerts: { high_velocity: { below: 1 } }', 'high_velocity')).toEqual({
      id: 'high_velocity',
      channel: 'chain.velocity',
      comparison: 'below',
      threshold: 1,
      hysteresis: 0.5,
      onDelay: 0,
      offDelay: 0,
      latch: false,
      level: 'warning',
      enabled: true,
    });
  });

  it('given one key, keeps all others', () => {
    expect(ruleOf('alerts: { low_efficiency: { onDelay: 7 } }', 'low_efficiency')).toMatchObject({
      comparison: 'below',
      threshold: 0.3,
      onDelay: 7,
    });
  });

  it('given a comparison by --set, loses that of the file', () => {
    const text = 'alerts: { high_velocity: { above: 3 } }';
    const rule = ruleOf(text, 'high_velocity', ['alerts.high_velocity.rateAbove=2']);
    expect(rule).toMatchObject({ comparison: 'rateAbove', threshold: 2 });
    const whole = ruleOf(text, 'high_velocity', ['alerts.high_velocity={ equals: 0, level: info }']);
    expect(whole).toMatchObject({ comparison: 'equals', threshold: 0, level: 'info' });
  });

  it.each([
    [5, 5 / 3],
    [10, 10 / 3],
    [15, 5],
    [60, 5],
  ])('given %i Hz, low_fps is below %d Hz', (rateHz, below) => {
    expect(ruleOf(`control: { rateHz: ${rateHz} }`, 'low_fps')?.threshold).toBe(below);
  });

  it('given a low rate and a limit of its own, low_fps has that limit', () => {
    expect(
      ruleOf('{ control: { rateHz: 5 }, alerts: { low_fps: { below: 4 } } }', 'low_fps')?.threshold,
    ).toBe(4);
  });
});

describe('a new rule', () => {
  it('has the defaults for keys that it does not name', () => {
    expect(ruleOf('alerts: { hot: { channel: generator.temperature, above: 90 } }', 'hot')).toEqual({
      id: 'hot',
      channel: 'generator.temperature',
      comparison: 'above',
      threshold: 90,
      hysteresis: 0,
      onDelay: 0,
      offDelay: 0,
      latch: false,
      level: 'warning',
      enabled: true,
    });
  });

  it('may watch a residual of the twin', () => {
    expect(problemsOf('alerts: { slip: { channel: twin.residual.chain.velocity, above: 0.2 } }')).toEqual([]);
  });
});

describe('a built-in alarm', () => {
  it('takes level, delays, enabled and message', () => {
    const text = `alerts:
  sensor_lost.chain.velocity: { level: critical, onDelay: 1, offDelay: 2, enabled: false, message: gone }`;
    expect(configOf(text).alerts.builtIn['sensor_lost.chain.velocity']).toEqual({
      id: 'sensor_lost.chain.velocity',
      level: 'critical',
      onDelay: 1,
      offDelay: 2,
      enabled: false,
      message: 'gone',
    });
  });
});

describe('a rule that makes no sense', () => {
  it.each([
    [
      '{ high_velocity: { above: 1, below: 2 } }',
      '1:11 alerts.high_velocity: has above and below: a rule has exactly one comparison; remove the others',
    ],
    [
      '{ mine: { channel: chain.velocity } }',
      '1:11 alerts.mine: is a new rule, so it needs one of above, below, equals, notEquals, rateAbove, stuckFor',
    ],
    ['{ mine: { above: 1 } }', '1:11 alerts.mine: is a new rule, so it needs a channel'],
    [
      '{ high_velocty: { above: 1 } }',
      '1:11 alerts.high_velocty: is a new rule, so it needs a channel; did you mean `high_velocity`?',
    ],
    [
      '{ overspeed: { above: 1 } }',
      '1:31 alerts.overspeed.above: overspeed is a built-in alarm, which takes only level, onDelay, offDelay, enabled, message',
    ],
    [
      '{ sensor_lost.chain.velocty: { level: info } }',
      '1:11 alerts.sensor_lost.chain.velocty: there is no such built-in alarm; did you mean `sensor_lost.chain.velocity`?',
    ],
    [
      '{ my.rule: { channel: chain.velocity, above: 1 } }',
      '1:11 alerts.my.rule: the id of a rule must not contain a dot; only ids of built-in alarms do',
    ],
    [
      '{ "a/b": { channel: chain.velocity, above: 1 } }',
      '1:11 alerts.a/b: must be an id of letters, digits, _, - and ., beginning with a letter',
    ],
    [
      '{ mine: { channel: chain.velocit, above: 1 } }',
      '1:28 alerts.mine.channel: must be the name of a channel; found `chain.velocit`; did you mean `chain.velocity`? Or declare a channel of your own: `channels: { chain.velocit: { unit: .. } }`',
    ],
    [
      '{ mine: { channel: chain.speed, above: 1 } }',
      '1:28 alerts.mine.channel: must be the name of a channel; found `chain.speed`; known are chain.velocity, chain.acceleration, chain.position, chain.tension; or declare a channel of your own: `channels: { chain.speed: { unit: .. } }`',
    ],
    [
      '{ mine: { channel: chain.velocity, stuckFor: 0 } }',
      '1:54 alerts.mine.stuckFor: must be a number above 0 (s); found 0',
    ],
  ])('%s', (alerts, problem) => {
    expect(problemsOf(`alerts: ${alerts}`)).toEqual([`k.yaml:${problem}`]);
  });

  it('is only a warning when nothing provides its channel', () => {
    const text =
      'hal: { kind: linux }\ninterlocks: { overspeed: { enabled: false } }\nalerts: { wet: { channel: water.temperature, above: 30 } }';
    expect(problemsOf(text)).toEqual([
      'k.yaml:3:27 alerts.wet.channel: warning: nothing in this configuration provides this channel, so the rule is never judged',
    ]);
    expect(ruleOf(text, 'wet')?.threshold).toBe(30);
  });

  it('is a warning for a default rule as well, unless it is disabled', () => {
    const hal = 'hal: { kind: linux }\ninterlocks: { overspeed: { enabled: false } }\n';
    expect(problemsOf(`${hal}alerts: { low_efficiency: { below: 0.2 } }`)).toEqual([
      'k.yaml:3:11 alerts.low_efficiency: warning: nothing in this configuration provides derived.efficiency (computing it needs generator.power and pneumatics.compressorPower), so the rule is never judged',
    ]);
    expect(problemsOf(`${hal}alerts: { low_efficiency: { enabled: false } }`)).toEqual([]);
  });

  it.each([
    ['twin.residual.generator.torque', '', 'the digital twin does not predict generator.torque'],
    ['twin.residual.generator.speed', '', 'generator.speed is not measured'],
    [
      'twin.residual.chain.velocity',
      '',
      'no output sets the load, so the digital twin cannot predict this plant',
    ],
    [
      'twin.residual.chain.velocity',
      LOAD,
      'the digital twin does not run: neither pneumatics.tankPressure nor pneumatics.compressorPower is measured',
    ],
  ])('on %s warns when it can never be judged (%#)', (channel, outputs, reason) => {
    const hal = `hal: { kind: linux, serial: { chain: { path: /dev/a, records: { A: [chain.velocity] } } }${outputs} }`;
    expect(problemsOf(`${hal}\nalerts: { off: { channel: ${channel}, above: 1 } }`)).toEqual([
      `k.yaml:2:27 alerts.off.channel: warning: nothing in this configuration provides this channel (${reason}), so the rule is never judged`,
    ]);
  });
});

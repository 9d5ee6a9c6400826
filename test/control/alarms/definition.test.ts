// Alarms as the configuration defines them: rules, built-in alarms, and their handles.
import { describe, expect, it } from 'vitest';
import { type AlarmRule, rule } from '../../../src/config/alarms.js';
import { builtInKind } from '../../../src/control/alarms/built-in.js';
import { alarmOfBuiltIn, alarmOfRule, builtInDefinition } from '../../../src/control/alarms/definition.js';
import { builtInHandles } from '../../../src/control/alarms/handles.js';

const CHANNELS = [
  { name: 'derived.efficiency', unit: '1' },
  { name: 'chain.velocity', unit: 'm/s' },
];
const fast = (rest: Partial<AlarmRule> = {}) => rule('fast', 'chain.velocity', 'above', 8, rest);

describe('the alarm of a rule', () => {
  it('has the settings of the rule, and the unit and the place of its channel', () => {
    const settings = { onDelay: 1, offDelay: 2, latch: true, level: 'error', hysteresis: 0.5 } as const;
    const made = alarmOfRule(fast({ ...settings, message: 'slow down' }), CHANNELS);
    expect(made.channel).toBe(1);
    expect(made.judge?.kind).toBe('above');
    expect(made.definition).toEqual({
      id: 'fast',
      channel: 'chain.velocity',
      level: 'error',
      onDelay: 1,
      offDelay: 2,
      latch: true,
      enabled: true,
      threshold: 8,
      unit: 'm/s',
      templates: { active: 'slow down', cleared: 'slow down' },
      isRoot: false,
    });
  });

  it('has no unit for a ratio, and none for a channel that this plant does not have', () => {
    expect(alarmOfRule(rule('weak', 'derived.efficiency', 'below', 0.3, {}), CHANNELS)).toMatchObject({
      channel: 0,
      definition: { unit: '' },
    });
    expect(alarmOfRule(rule('dry', 'water.level', 'below', 1, {}), CHANNELS)).toMatchObject({
      channel: -1,
      definition: { unit: '' },
    });
  });

  it.each([
    [fast({ hysteresis: -0.1 }), 'alarm rule fast: hysteresis is -0.1, it must be 0 or more'],
    [
      fast({ onDelay: Number.POSITIVE_INFINITY }),
      'alarm rule fast: onDelay is Infinity, it must be 0 or more',
    ],
    [fast({ offDelay: Number.NaN }), 'alarm rule fast: offDelay is NaN, it must be 0 or more'],
    [
      rule('fast', 'chain.velocity', 'above', Number.NaN, {}),
      'alarm rule fast: threshold is NaN, it must be a finite number',
    ],
    [rule('', 'chain.velocity', 'above', 8, {}), 'an alarm rule needs an id'],
  ])('is refused when a number makes no sense (%#)', (wrong, message) => {
    expect(() => alarmOfRule(wrong, CHANNELS)).toThrow(new RangeError(message));
  });

  it('may have a threshold below 0, and no hysteresis or delay', () => {
    expect(() => alarmOfRule(rule('back', 'chain.velocity', 'below', -1, {}), CHANNELS)).not.toThrow();
  });
});

describe('a built-in alarm', () => {
  const settings = (id: string, message?: string) => ({
    id,
    level: 'info' as const,
    onDelay: 1,
    offDelay: 2,
    enabled: true,
    message,
  });

  it('has the settings of the configuration, and texts, channel and root of the table', () => {
    expect(builtInDefinition(settings('sensor_lost.chain.velocity'), CHANNELS)).toEqual({
      id: 'sensor_lost.chain.velocity',
      channel: 'chain.velocity',
      level: 'info',
      onDelay: 1,
      offDelay: 2,
      enabled: true,
      isRoot: true,
      unit: 'm/s',
      templates: {
        active: '{channel}: its sensor is silent {detail}. Check its cable and supply.',
        cleared: '{channel}: its sensor delivers again',
      },
      latch: false,
      threshold: null,
    });
    expect(builtInDefinition(settings('degraded'), CHANNELS)).toMatchObject({
      channel: null,
      isRoot: false,
      unit: '',
    });
  });

  it('may have a message of its own', () => {
    expect(builtInDefinition(settings('degraded', 'slower'), CHANNELS).templates).toEqual({
      active: 'slower',
      cleared: 'slower',
    });
  });

  it('reports the value that the part which judges it has stored', () => {
    const made = alarmOfBuiltIn(settings('degraded'), CHANNELS, Float64Array.of(1, 2, 3), 2);
    expect(made).toMatchObject({ value: 3, channel: -1, judge: null });
  });

  it('is one of the table', () => {
    expect(() => builtInKind('sensor_lots')).toThrow('there is no built-in alarm with the id sensor_lots');
  });
});

describe('the handles of the built-in alarms', () => {
  it('are one for each alarm, and one for each sensor of an alarm of sensors', () => {
    const asked: string[] = [];
    const handles = builtInHandles((id) => (asked.push(id) - 1) as never, ['a', 'b']);
    expect(asked[handles.overspeed]).toBe('overspeed');
    expect(handles.sensor_lost.map((handle) => asked[handle])).toEqual(['sensor_lost.a', 'sensor_lost.b']);
    expect(handles.sensor_stuck.map((handle) => asked[handle])).toEqual(['sensor_stuck.a', 'sensor_stuck.b']);
  });
});

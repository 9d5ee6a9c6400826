// The messages of alarms, as the operator reads them.
import { describe, expect, it } from 'vitest';
import { BUILT_IN_ALARMS } from '../../../src/config/alarms.js';
import { builtInKind } from '../../../src/control/alarms/built-in.js';
import { formatMessage, ruleTemplates } from '../../../src/control/alarms/message.js';

const parts = {
  rule: 'fast',
  channel: 'chain.velocity',
  unit: 'm/s',
  value: 8.3142,
  threshold: 8,
  detail: '',
};

describe('a message', () => {
  it.each([
    ['above', 'chain.velocity 8.314 m/s is above 8 m/s'],
    ['below', 'chain.velocity 8.314 m/s is below 8 m/s'],
    ['equals', 'chain.velocity is 8 m/s'],
    ['notEquals', 'chain.velocity 8.314 m/s is not 8 m/s'],
    ['rateAbove', 'chain.velocity changes by 8.314 m/s per s, more than 8 m/s per s'],
    ['stuckFor', 'chain.velocity has not changed for 8.314 s'],
  ] as const)('is made from the rule when it has none: %s', (comparison, text) => {
    expect(formatMessage(ruleTemplates(comparison, undefined).active, parts)).toBe(text);
  });

  it.each([
    ['above', 'chain.velocity 8.314 m/s is not above 8 m/s'],
    ['below', 'chain.velocity 8.314 m/s is not below 8 m/s'],
    ['equals', 'chain.velocity 8.314 m/s is not 8 m/s'],
    ['notEquals', 'chain.velocity is 8 m/s'],
    ['rateAbove', 'chain.velocity changes by 8.314 m/s per s, not more than 8 m/s per s'],
    ['stuckFor', 'chain.velocity changes again'],
  ] as const)('is another one when the alarm has cleared: %s', (comparison, text) => {
    expect(formatMessage(ruleTemplates(comparison, undefined).cleared, parts)).toBe(text);
  });

  it('is the same configured one when the alarm has cleared', () => {
    expect(ruleTemplates('above', 'slow down')).toEqual({ active: 'slow down', cleared: 'slow down' });
  });

  it('has question marks for a channel and a threshold that are not there', () => {
    expect(formatMessage('{channel} > {threshold}', { ...parts, channel: null, threshold: null })).toBe(
      '? > ?',
    );
  });

  it('has the known cause in brackets, and no gap without one', () => {
    expect(formatMessage('fast {detail}.', { ...parts, detail: 'downhill' })).toBe('fast (downhill).');
    expect(formatMessage('fast {detail}.', parts)).toBe('fast.');
  });

  it('is the configured one of the rule, with its placeholders replaced', () => {
    const template = 'slow down: {value} of {threshold} {unit} on {channel} [{rule}] {other}';
    expect(formatMessage(ruleTemplates('above', template).active, parts)).toBe(
      'slow down: 8.314 of 8 m/s on chain.velocity [fast] {other}',
    );
  });

  it('never rounds a value beyond the threshold to the threshold itself', () => {
    expect(formatMessage('{value} > {threshold}', { ...parts, value: 8.00004 })).toBe('8.00004 > 8');
  });

  it('has no gap when there is no unit, and a question mark for an unknown value', () => {
    expect(formatMessage('{channel} {value} {unit} is low', { ...parts, unit: '', value: null })).toBe(
      'chain.velocity ? is low',
    );
  });

  it.each(BUILT_IN_ALARMS.map(({ id }) => id))('exists in plain words for %s', (id) => {
    const { templates, channel } = builtInKind(id);
    for (const template of [templates.active, templates.cleared]) {
      expect(formatMessage(template, { ...parts, channel, rule: 'ID' })).toMatch(/^[^{}?]+$/);
      expect(template).not.toContain('{rule}');
    }
  });

  it('names what is known about the cause of a built-in alarm', () => {
    const { templates } = builtInKind('energy_balance');
    expect(formatMessage(templates.active, { ...parts, detail: 'generator.current is the likely one' })).toBe(
      'an energy balance does not close: a sensor is wrong (generator.current is the likely one). Compare the sensor with another instrument.',
    );
  });
});

// The registry as a whole: names are unique and fit into topics, and the bounds are those that operators rely on.
import { describe, expect, it } from 'vitest';
import type { CommandDefinition } from '../../src/commands/definition.js';
import { ALLOWED_BY_DEFAULT, COMMAND_NAMES, findCommand, readFields } from '../../src/commands/lookup.js';
import { COMMANDS } from '../../src/commands/registry.js';

const DAY_S = 24 * 3600;
const all: readonly CommandDefinition[] = COMMANDS;

describe('the commands', () => {
  it('have names of their own that fit into a topic and a URL', () => {
    expect(new Set(COMMAND_NAMES).size).toBe(COMMAND_NAMES.length);
    expect(COMMAND_NAMES.filter((name) => !/^[a-z]+$/.test(name))).toEqual([]);
  });

  it.each(all)('$name has a sentence on what it does', ({ summary }) => {
    expect(summary).toMatch(/^[A-Z].*\.$/);
  });

  it('that energise something, or load it, need a time stamp', () => {
    const names = all.filter(({ needsTimestamp }) => needsTimestamp).map(({ name }) => name);
    expect(names.sort()).toEqual(['load', 'reset', 'start']);
  });

  it('that are allowed by default only concern alarms', () => {
    expect(ALLOWED_BY_DEFAULT).toEqual(['acknowledge', 'shelve']);
  });

  it('are not found by a name that every object has', () => {
    expect(findCommand('constructor')).toBeUndefined();
    expect(findCommand('__proto__')).toBeUndefined();
  });
});

describe('the fields of a payload', () => {
  const read = (name: string, payload: Record<string, unknown>) => readFields(findCommand(name)!, payload);

  it.each([
    ['shelve', { rule: 'r', seconds: 30 * DAY_S }],
    ['shelve', { rule: 'r', seconds: 0 }],
    ['load', { fraction: 1 }],
    ['resend', { fromSeq: 4, toSeq: 4 }],
  ])('that are right are values: %s %j', (name, payload) => {
    expect(read(name, { ...payload, more: 'is ignored' })).toEqual(payload);
  });

  it.each([
    [
      'shelve',
      { rule: 'r', seconds: 30 * DAY_S + 1 },
      'seconds has to be a number from 0 to 2592000 (30 days)',
    ],
    ['shelve', { seconds: 5 }, 'rule has to be the id of an alarm rule'],
    ['load', { fraction: Number.NaN }, 'fraction has to be a number from 0 to 1'],
    ['mode', { mode: 'turbo' }, 'mode has to be one of performance, balanced, accuracy'],
    ['acknowledge', {}, 'rule has to be the id of an alarm rule, or "*" for all'],
    ['resend', { fromSeq: 1.5, toSeq: 4 }, 'fromSeq has to be a whole number from 1 on'],
    ['resend', { fromSeq: 5, toSeq: 4 }, 'fromSeq has to be at most toSeq'],
  ])('that are wrong are told: %s %j', (name, payload, message) => {
    expect(read(name, payload)).toBe(message);
  });

  it('are not taken from what every object inherits', () => {
    expect(read('acknowledge', Object.create({ rule: 'r' }) as Record<string, unknown>)).toContain('rule');
  });
});

// The differences between the alarms of two configurations.
import { describe, expect, it } from 'vitest';
import { type AlarmRule, BUILT_IN_ALARMS, type BuiltInAlarm, rule } from '../../../src/config/alarms.js';
import { alarmChanges } from '../../../src/control/alarms/changes.js';

const make = (id: string, rest: Partial<AlarmRule> = {}) => rule(id, 'chain.velocity', 'above', 8, rest);
const alerts = (rules: AlarmRule[], degraded: Partial<BuiltInAlarm> = {}) => ({
  rules,
  builtIn: Object.fromEntries(
    BUILT_IN_ALARMS.map((alarm) => [alarm.id, alarm.id === 'degraded' ? { ...alarm, ...degraded } : alarm]),
  ),
});

/** The ids of what differs. */
function changes(before: ReturnType<typeof alerts>, after: ReturnType<typeof alerts>) {
  const { rules, removed, builtIns } = alarmChanges(before, after);
  return { rules: rules.map(({ id }) => id), removed, builtIns: builtIns.map(({ id }) => id) };
}

const NONE = { rules: [], removed: [], builtIns: [] };

describe('the changes between two configurations', () => {
  it('are none between two equal ones', () => {
    expect(changes(alerts([make('fast')]), alerts([make('fast')]))).toEqual(NONE);
  });

  it('are the rules that are new, that differ, and that are gone', () => {
    const before = alerts([make('fast'), make('same'), make('gone')]);
    const after = alerts([make('fast', { hysteresis: 1 }), make('same'), make('new')]);
    expect(changes(before, after)).toEqual({ ...NONE, rules: ['fast', 'new'], removed: ['gone'] });
  });

  it('are a message that a rule gets, and one that it loses', () => {
    const without = alerts([make('fast')]);
    const withOne = alerts([make('fast', { message: 'slow down' })]);
    expect(changes(without, withOne).rules).toEqual(['fast']);
    expect(changes(withOne, without).rules).toEqual(['fast']);
  });

  it('are none when a key without a value is left out', () => {
    expect(changes(alerts([make('fast', { message: undefined })]), alerts([make('fast')]))).toEqual(NONE);
  });

  it('are the settings of built-in alarms', () => {
    const after = alerts([], { level: 'error' });
    expect(changes(alerts([]), after)).toEqual({ ...NONE, builtIns: ['degraded'] });
  });
});

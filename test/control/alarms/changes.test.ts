// A reload: the differences between the alarms of two configurations, and how the running engine takes them.
import { describe, expect, it } from 'vitest';
import { type AlarmRule, BUILT_IN_ALARMS, type BuiltInAlarm, rule } from '../../../src/config/alarms.js';
import { type AlarmChanges, alarmChanges } from '../../../src/control/alarms/changes.js';
import { brief, fast, Rig } from './fixture.js';

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

describe('a running engine', () => {
  const degraded = BUILT_IN_ALARMS.find(({ id }) => id === 'degraded')!;
  const take = (rig: Rig, change: Partial<AlarmChanges>) =>
    rig.monitor.exchange(rig.monitor.prepare({ rules: [], removed: [], builtIns: [], ...change }));

  it('changes nothing before the prepared change is exchanged', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.monitor.prepare({ rules: [fast({ threshold: 100 })], removed: ['fast'], builtIns: [] });
    expect(brief(rig.velocity(9))).toEqual(['fast active 1']);
  });

  it('takes new rules, changed ones and removed ones', () => {
    const rig = new Rig({ rules: [fast(), fast({ id: 'gone' })] });
    rig.velocity(9);
    take(rig, { rules: [fast({ threshold: 8.5 }), fast({ id: 'new' })], removed: ['gone'] });
    expect(brief(rig.velocity(9)).toSorted()).toEqual(['fast active 1', 'gone cleared 1', 'new active 1']);
    expect(rig.monitor.stateOf('gone')).toBeNull();
  });

  it('suppresses a new rule at once when a root explains it', () => {
    const rig = new Rig({ dependencies: { 'generator.power': ['generator.voltage'] } });
    rig.tick({ 'generator.power': 500, 'generator.voltage': 100 });
    rig.lose('generator.voltage');
    rig.run(1);
    take(rig, { rules: [rule('power', 'generator.power', 'below', 1000, {})] });
    expect(rig.tick()).toEqual([]);
    expect(rig.monitor.stateOf('power')).toBe('suppressed');
  });

  it('keeps the shelf of a changed rule, and its end', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.shelve('fast', 5);
    rig.run(2);
    take(rig, { rules: [fast({ level: 'error' })] });
    rig.run(2);
    expect(rig.monitor.stateOf('fast')).toBe('shelved');
    rig.run(2);
    expect(rig.monitor.stateOf('fast')).toBe('normal');
  });

  it('ends the shelf of a rule that comes back with it', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.shelve('fast', 5);
    take(rig, { removed: ['fast'] });
    rig.run(2);
    take(rig, { rules: [fast()] });
    expect(rig.monitor.stateOf('fast')).toBe('shelved');
    rig.run(4);
    expect(rig.monitor.stateOf('fast')).toBe('normal');
  });

  it('announces an active built-in alarm again when its level is another one, and else not', () => {
    const rig = new Rig();
    rig.condition('degraded', true);
    rig.tick();
    take(rig, { builtIns: [{ ...degraded, level: 'critical' }] });
    expect(rig.tick()).toMatchObject([{ rule: 'degraded', level: 'critical', count: 1 }]);
    take(rig, { builtIns: [{ ...degraded, level: 'critical', offDelay: 3 }] });
    expect(rig.tick()).toEqual([]);
  });

  it('ends an active built-in alarm that is disabled now', () => {
    const rig = new Rig();
    rig.condition('degraded', true);
    rig.tick();
    take(rig, { builtIns: [{ ...degraded, enabled: false }] });
    expect(brief(rig.tick())).toEqual(['degraded cleared 1']);
  });

  it('takes the settings of its first built-in alarm, and ignores one that this plant does not have', () => {
    const first = BUILT_IN_ALARMS[0]!;
    const rig = new Rig({ builtIns: [first] });
    take(rig, { builtIns: [degraded, { ...first, enabled: false }] });
    expect(rig.monitor.stateOf(first.id)).toBe('outOfService');
  });
});

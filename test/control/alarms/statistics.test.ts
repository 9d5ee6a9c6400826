// The figures of EEMUA 191: how much work the alarms make for an operator.
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../src/control/alarms/alarm.js';
import { Announcer } from '../../../src/control/alarms/announcer.js';
import { AlarmRegistry } from '../../../src/control/alarms/registry.js';
import { AlarmStatistics } from '../../../src/control/alarms/statistics.js';
import { alarm, at, judging, LOG } from './parts.js';

const DAY_S = 24 * 3600;

function bench(builtIns: readonly Alarm[] = [], rules: readonly Alarm[] = []) {
  const registry = new AlarmRegistry(builtIns, []);
  for (const rule of rules) registry.add(rule);
  const announcer = new Announcer(LOG);
  const statistics = new AlarmStatistics();
  return {
    statistics,
    announcer,
    figures: (nowS = 0) => statistics.measure(registry, announcer, at(nowS)),
    report: (nowS = 0) => statistics.report(registry, announcer, at(nowS)),
    /** This many occurrences at this time, s. */
    count(occurrences: number, nowS: number) {
      statistics.advance(at(nowS));
      for (let n = 0; n < occurrences; n++) statistics.countOccurrence('warning');
    },
  };
}

describe('the number of alarms in ten minutes', () => {
  it('counts each occurrence for ten minutes, in steps of ten seconds', () => {
    const { statistics, count, figures } = bench();
    const inLastTenMinutes = (nowS: number) => {
      statistics.advance(at(nowS));
      return figures().perTenMinutes;
    };
    count(2, 5);
    count(3, 15);
    expect(inLastTenMinutes(599)).toBe(5);
    expect(inLastTenMinutes(600)).toBe(3);
    expect(inLastTenMinutes(609.9)).toBe(3);
    expect(inLastTenMinutes(610)).toBe(0);
  });

  it('is 0 after any longer time', () => {
    for (const pauseS of [600, 610, 1200, 12_345, 1e7]) {
      const { statistics, count, figures } = bench();
      count(4, 0);
      statistics.advance(at(pauseS));
      expect(figures().perTenMinutes).toBe(0);
      statistics.advance(at(pauseS + 10));
      expect(figures().perTenMinutes).toBe(0);
    }
  });

  it('counts an occurrence in the step to which it belongs, also after an hour', () => {
    const { statistics, count, figures } = bench();
    count(4, 3605);
    statistics.advance(at(4199));
    expect(figures().perTenMinutes).toBe(4);
    statistics.advance(at(4200));
    expect(figures().perTenMinutes).toBe(0);
  });

  it('has a peak, and is a flood above 10', () => {
    const { count, report } = bench();
    count(10, 0);
    expect(report()).toMatchObject({ isFlood: false, perTenMinutes: 10, peakPerTenMinutes: 10 });
    count(1, 1);
    expect(report()).toMatchObject({ isFlood: true, peakPerTenMinutes: 11 });
    count(2, 700);
    expect(report()).toMatchObject({ isFlood: false, perTenMinutes: 2, peakPerTenMinutes: 11 });
  });
});

describe('the figures', () => {
  it('count the alarms by their state, built-in ones and rules', () => {
    const states = ['normal', 'unacknowledged', 'acknowledged', 'returnedUnacknowledged', 'latched'] as const;
    const inEachState = (id: string, make: (rest: { id: string }) => Alarm) => {
      const made = states.map((state) => make({ id: `${id}.${state}` }));
      made.forEach((one, i) => {
        one.enter(states[i]!);
      });
      return made;
    };
    const { figures } = bench(inEachState('a', alarm), inEachState('b', judging));
    expect(figures()).toEqual({
      active: 6,
      unacknowledged: 6,
      perTenMinutes: 0,
      standing: 0,
      shelved: 0,
      suppressed: 0,
      chattering: 0,
      waiting: 0,
    });
    expect(figures()).toMatchObject({ active: 6, unacknowledged: 6 });
  });

  it('count a shelved alarm as shelved only', () => {
    const one = judging();
    one.enter('unacknowledged');
    one.shelve(60, at(0));
    const { figures } = bench([], [one]);
    expect(figures()).toMatchObject({ active: 0, unacknowledged: 0, shelved: 1 });
    expect(figures()).toMatchObject({ shelved: 1 });
  });

  it('count an alarm as standing after 24 h', () => {
    const one = judging();
    one.enter('unacknowledged');
    one.begin(at(100));
    const { figures } = bench([], [one]);
    expect(figures(100 + DAY_S).standing).toBe(0);
    expect(figures(101 + DAY_S).standing).toBe(1);
    expect(figures(101 + DAY_S).standing).toBe(1);
  });

  it('count the alarms that another one explains', () => {
    const one = judging();
    one.isCountedAsConsequence = true;
    const { figures } = bench([], [one, judging({ id: 'other' })]);
    expect(figures().suppressed).toBe(1);
    expect(figures().suppressed).toBe(1);
  });

  it('show what the announcer holds back', () => {
    const { figures, announcer } = bench();
    const one = alarm();
    for (let n = 0; n < 31; n++) announcer.begin(one, at(0));
    expect(figures()).toMatchObject({ waiting: 30, chattering: 1 });
  });
});

describe('the report', () => {
  it('counts occurrences by level', () => {
    const { statistics, report } = bench();
    for (const level of ['info', 'error', 'error', 'critical', 'warning'] as const) {
      statistics.countOccurrence(level);
    }
    expect(report()).toMatchObject({
      occurrences: 5,
      byLevel: { info: 1, warning: 1, error: 2, critical: 1 },
    });
  });

  it('names the ten alarms with the most occurrences, the most frequent first, and equal ones by name', () => {
    const rules = Array.from({ length: 12 }, (_, n) => judging({ id: `r${String(n).padStart(2, '0')}` }));
    rules.push(...rules.splice(2, 5));
    for (const rule of rules) rule.occurrences = rule.id === 'r00' ? 6 : 1;
    const quiet = judging({ id: 'quiet' });
    const { count, report } = bench([], [...rules, quiet]);
    count(20, 0);
    const { topOffenders } = report();
    expect(topOffenders).toHaveLength(10);
    expect(topOffenders[0]).toEqual({ rule: 'r00', occurrences: 6, share: 0.3 });
    expect(topOffenders.map(({ rule }) => rule)).toEqual(
      Array.from({ length: 10 }, (_, n) => `r${String(n).padStart(2, '0')}`),
    );
  });

  it('leaves out alarms that never occurred', () => {
    expect(bench([], [judging()]).report().topOffenders).toEqual([]);
  });

  it('names the root alarms that explain or have explained others, and which ones they explain now', () => {
    const lost = alarm({ id: 'sensor_lost.chain.velocity', isRoot: true });
    const quiet = alarm({ id: 'sensor_lost.generator.speed', isRoot: true });
    lost.consequences = 3;
    const suppressed = judging({ id: 'suppressed' });
    suppressed.suppressor = lost;
    suppressed.isCountedAsConsequence = true;
    const waiting = judging({ id: 'not-raised' });
    waiting.suppressor = lost;
    const other = judging({ id: 'under-another' });
    other.suppressor = quiet;
    other.isCountedAsConsequence = true;
    const { report } = bench([lost, quiet], [suppressed, waiting, other]);
    expect(report().roots).toEqual([
      { rule: 'sensor_lost.chain.velocity', suppressed: ['suppressed'], consequences: 3 },
    ]);
  });
});

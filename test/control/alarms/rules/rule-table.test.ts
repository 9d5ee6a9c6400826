// The pass over all rules: which of them are judged in full, and that a shortcut changes no result.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../../hal/quality.js';
import type { AlarmRule, Comparison } from '../../../../src/config/alarms.js';
import { Announcer } from '../../../../src/control/alarms/announcer.js';
import { Judge, VERDICT } from '../../../../src/control/alarms/judge.js';
import { AlarmLifecycle } from '../../../../src/control/alarms/lifecycle.js';
import { AlarmRegistry } from '../../../../src/control/alarms/registry.js';
import { RuleTable } from '../../../../src/control/alarms/rule-table.js';
import { AlarmStatistics } from '../../../../src/control/alarms/statistics.js';
import { ProcessImage } from '../../../../src/control/state/image.js';
import type { Alert } from '../../../../src/vocabulary/events.js';
import { at, judging, LOG } from '../parts.js';

/** One rule on the only channel, judged by the table. */
function bench(rule: Partial<AlarmRule> = {}, definition: Parameters<typeof judging>[0] = {}) {
  const image = new ProcessImage(['x']);
  const announcer = new Announcer(LOG);
  const lifecycle = new AlarmLifecycle(announcer, new AlarmStatistics());
  const registry = new AlarmRegistry([], []);
  const table = new RuleTable();
  const alarm = judging(definition, rule);
  registry.add(alarm);
  table.follow(registry);
  return {
    alarm,
    registry,
    table,
    see(value: number, nowS: number, quality: 0 | 2 = QUALITY.good) {
      image.set(0, value, nowS, quality);
      image.noteChanges();
      table.evaluate(at(nowS), image, true, lifecycle);
      const out: Alert[] = [];
      announcer.drain(at(nowS), out);
      return out.map(({ state, value: reported }) => `${state} at ${reported}`);
    },
  };
}

describe('a rule at rest', () => {
  it('reports the latest value, although it did not have to be judged', () => {
    const { see, alarm } = bench();
    expect(see(3, 1)).toEqual([]);
    expect(alarm.value).toBe(3);
    see(4, 2);
    expect(alarm.value).toBe(4);
  });

  it('is raised when the value is beyond the limit, and rests again when its alarm has ended', () => {
    const { see, alarm } = bench();
    expect(see(7, 1)).toEqual([]);
    expect(see(9, 2)).toEqual(['active at 9']);
    expect(see(7.8, 3)).toEqual([]);
    expect(see(7, 4)).toEqual(['cleared at 7']);
    expect(alarm.isAtRest).toBe(true);
    expect(see(9, 5)).toEqual(['active at 9']);
  });

  it('does not rest while an on-delay runs, and begins it anew after a value inside the limit', () => {
    const { see, alarm } = bench({}, { onDelay: 2 });
    see(9, 1);
    expect(alarm.isAtRest).toBe(false);
    see(7, 2);
    expect(alarm.isAtRest).toBe(true);
    expect(see(9, 3)).toEqual([]);
    expect(see(9, 4)).toEqual([]);
    expect(see(9, 5)).toEqual(['active at 9']);
  });

  it('keeps the last value while its channel has none', () => {
    const { see, alarm } = bench();
    see(3, 1);
    see(5, 2, QUALITY.stale);
    expect(alarm.value).toBe(3);
  });
});

describe('a change of the rules', () => {
  it('takes a removed rule out of the pass, and a new one in', () => {
    const { see, registry, table, alarm } = bench();
    registry.remove(alarm.id);
    table.follow(registry);
    expect(see(9, 1)).toEqual([]);
    registry.add(judging({ id: 'slow' }, { comparison: 'below', threshold: 1 }));
    table.follow(registry);
    expect(see(0.5, 2)).toEqual(['active at 0.5']);
  });

  it('keeps what each rule has measured', () => {
    const { see, registry, table, alarm } = bench();
    see(3, 1);
    registry.add(judging({ id: 'slow' }, { comparison: 'below', threshold: 1 }));
    table.follow(registry);
    expect(alarm.value).toBe(3);
  });
});

describe('the range in which a value says nothing', () => {
  const NUMBERS = fc.oneof(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.integer({ min: -50, max: 50 }),
  );

  it.each(['above', 'below', 'notEquals', 'equals', 'rateAbove', 'stuckFor'] as const)(
    'contains no value for which `%s` holds, also at its edges',
    (kind: Comparison) => {
      fc.assert(
        fc.property(NUMBERS, NUMBERS, NUMBERS, (threshold, size, any) => {
          const judge = new Judge(kind, threshold, Math.abs(size));
          const image = new ProcessImage(['x']);
          for (const value of [judge.quietFrom, judge.quietTo, any]) {
            if (!(Number.isFinite(value) && value >= judge.quietFrom && value <= judge.quietTo)) continue;
            image.set(0, value, 1, QUALITY.good);
            expect(judge.judge(image, 0, true)).not.toBe(VERDICT.holds);
          }
        }),
      );
    },
  );

  it('is empty for comparisons that need more than the value', () => {
    for (const kind of ['equals', 'rateAbove', 'stuckFor'] as const) {
      const { quietFrom, quietTo } = new Judge(kind, 3, 1);
      expect(quietFrom).toBeGreaterThan(quietTo);
    }
  });
});

describe('a rate that nobody waits for to end', () => {
  it('does not ask whether a spike is still in the window', () => {
    const image = new ProcessImage(['x']);
    const judge = new Judge('rateAbove', 10, 0);
    const see = (value: number, timeS: number, seeksEnd: boolean) => {
      image.set(0, value, timeS, QUALITY.good);
      return judge.judge(image, 0, true, seeksEnd);
    };
    see(0, 0, true);
    see(0, 0.25, true);
    see(100, 0.5, true);
    expect(see(0, 0.75, true)).toBe(VERDICT.between);
    expect(see(0, 0.76, false)).toBe(VERDICT.back);
  });
});

// Which rules are judged in a tick, and which are passed over because they have nothing to do: counted by the calls of their judges.
import { describe, expect, it, vi } from 'vitest';
import { QUALITY, type Quality } from '../../../../hal/quality.js';
import type { Comparison } from '../../../../src/config/alarms.js';
import type { Alarm } from '../../../../src/control/alarms/alarm.js';
import { Announcer } from '../../../../src/control/alarms/announcer.js';
import { AlarmLifecycle } from '../../../../src/control/alarms/lifecycle.js';
import { AlarmRegistry } from '../../../../src/control/alarms/registry.js';
import { RuleTable } from '../../../../src/control/alarms/rule-table.js';
import { AlarmStatistics } from '../../../../src/control/alarms/statistics.js';
import { ProcessImage } from '../../../../src/control/state/image.js';
import { alarm, at, judging, LOG } from '../parts.js';

/** The rules on one channel; {@link tick} gives it a value and returns the ids of the rules that were judged. */
class Bench {
  readonly registry = new AlarmRegistry([], []);
  private readonly table = new RuleTable();
  private readonly image = new ProcessImage(['chain.velocity']);
  private readonly lifecycle = new AlarmLifecycle(new Announcer(LOG), new AlarmStatistics());
  private readonly judged: string[] = [];
  /** For each judgement: whether somebody waits for the end of the condition. */
  readonly seeksEnd: (boolean | undefined)[] = [];
  private nowS = 0;

  constructor(...rules: Alarm[]) {
    for (const rule of rules) this.add(rule);
  }

  add(rule: Alarm): void {
    this.registry.add(rule);
    const { judge } = rule;
    if (judge === null) return;
    const original = judge.judge.bind(judge);
    vi.spyOn(judge, 'judge').mockImplementation((...args) => {
      this.judged.push(rule.id);
      this.seeksEnd.push(args[3]);
      return original(...args);
    });
  }

  tick(value: number, quality: Quality = QUALITY.good): string[] {
    this.nowS += 1;
    this.image.set(0, value, this.nowS, quality);
    this.image.noteChanges();
    this.table.follow(this.registry);
    this.table.evaluate(at(this.nowS), this.image, true, this.lifecycle);
    return this.judged.splice(0);
  }
}

function compare(comparison: Comparison, threshold: number, hysteresis = 0): Alarm {
  return judging({ id: comparison, threshold }, { comparison, threshold, hysteresis });
}

describe('a rule at rest', () => {
  it.each([
    ['above', 8, 0.5, [8, 0, -1e9], [8.01]],
    ['below', 0.3, 0.03, [0.3, 0.31, 1e9], [0.29, -5]],
    ['notEquals', 1, 0.5, [1, 0.5, 1.5], [0.49, 1.51]],
  ] as const)(
    '%s %d with hysteresis %d is not judged at %j, but at %j',
    (kind, threshold, hysteresis, quiet, loud) => {
      for (const value of quiet)
        expect(new Bench(compare(kind, threshold, hysteresis)).tick(value)).toEqual([]);
      for (const value of loud)
        expect(new Bench(compare(kind, threshold, hysteresis)).tick(value)).toEqual([kind]);
    },
  );

  it.each(['equals', 'rateAbove', 'stuckFor'] as const)(
    '%s is judged on every tick: the value alone does not tell',
    (kind) => {
      const bench = new Bench(compare(kind, 5));
      expect([bench.tick(1), bench.tick(1)]).toEqual([[kind], [kind]]);
    },
  );

  it('is judged while its channel is stale or bad, because its history has a gap then', () => {
    const bench = new Bench(compare('above', 8));
    expect(bench.tick(1, QUALITY.stale)).toEqual(['above']);
    expect(bench.tick(1, QUALITY.bad)).toEqual(['above']);
    expect(bench.tick(1, QUALITY.estimated)).toEqual([]);
  });
});

describe('a rule that is not at rest', () => {
  it('is judged until its occurrence has ended', () => {
    const rule = judging({ offDelay: 2 });
    const bench = new Bench(rule);
    expect(bench.tick(9)).toEqual(['fast']);
    expect(rule.isRaised).toBe(true);
    // The off-delay of 2 s runs from the first value that is back.
    expect([bench.tick(1), bench.tick(1), bench.tick(1)]).toEqual([['fast'], ['fast'], ['fast']]);
    expect(rule.state).toBe('returnedUnacknowledged');
    expect(bench.tick(1)).toEqual([]);
  });

  it('is judged while its on-delay runs, and rests when the value goes back', () => {
    const rule = judging({ onDelay: 10 });
    const bench = new Bench(rule);
    expect([bench.tick(9), bench.tick(1), bench.tick(1)]).toEqual([['fast'], ['fast'], []]);
    expect(rule.count).toBe(0);
  });

  it('is judged with its end in mind, which a rule at rest is not', () => {
    const bench = new Bench(judging({}, { comparison: 'rateAbove', threshold: 10, hysteresis: 0 }));
    for (const value of [0, 0, 100, 100]) bench.tick(value);
    expect(bench.seeksEnd).toEqual([false, false, false, true]);
  });

  it('stays so when another rule is added', () => {
    const rule = judging();
    const bench = new Bench(rule);
    bench.tick(9);
    bench.add(compare('below', 0));
    expect(bench.tick(1)).toEqual(['fast']);
    expect(rule.state).toBe('returnedUnacknowledged');
  });
});

describe('the rules of the registry', () => {
  it('are judged each by its own limit', () => {
    const bench = new Bench(compare('above', 8), compare('below', 2));
    expect([bench.tick(5), bench.tick(9), bench.tick(5), bench.tick(1)]).toEqual([
      [],
      ['above'],
      ['above'],
      ['below'],
    ]);
  });

  it('are left out when they judge nothing themselves', () => {
    const bench = new Bench(alarm({ id: 'told' }), compare('above', 8));
    expect(bench.tick(9)).toEqual(['above']);
  });

  it('are followed when one is removed, and an active one ends with its removal only', () => {
    const bench = new Bench(compare('above', 8), compare('below', 2));
    bench.tick(9);
    bench.registry.remove('above');
    expect([bench.tick(9), bench.tick(1)]).toEqual([[], ['below']]);
  });
});

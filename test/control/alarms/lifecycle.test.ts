// How an alarm moves on, tick by tick: what begins, ends and is counted.
import { describe, expect, it } from 'vitest';
import type { Alarm } from '../../../src/control/alarms/alarm.js';
import { Announcer } from '../../../src/control/alarms/announcer.js';
import { VERDICT } from '../../../src/control/alarms/judge.js';
import { AlarmLifecycle } from '../../../src/control/alarms/lifecycle.js';
import { AlarmRegistry } from '../../../src/control/alarms/registry.js';
import { AlarmStatistics } from '../../../src/control/alarms/statistics.js';
import type { Alert } from '../../../src/vocabulary/events.js';
import { alarm, at, LOG } from './parts.js';

function bench() {
  const announcer = new Announcer(LOG);
  const statistics = new AlarmStatistics();
  const lifecycle = new AlarmLifecycle(announcer, statistics);
  const announced = () => {
    const out: Alert[] = [];
    announcer.drain(at(0), out);
    return out.map(({ state, count }) => `${state} ${count}`);
  };
  const occurrences = () => statistics.report(new AlarmRegistry([], []), announcer, at(0)).byLevel;
  return { lifecycle, announced, occurrences };
}

const ROOT = () => alarm({ id: 'sensor_lost.generator.voltage', isRoot: true });

describe('an alarm whose condition holds', () => {
  it('begins an occurrence, which is announced and counted under its level', () => {
    const { lifecycle, announced, occurrences } = bench();
    const one = alarm({ level: 'error' });
    lifecycle.step(one, VERDICT.holds, at(3));
    expect(one).toMatchObject({ state: 'unacknowledged', count: 1 });
    expect(announced()).toEqual(['active 1']);
    expect(occurrences()).toEqual({ info: 0, warning: 0, error: 1, critical: 0 });
    lifecycle.step(one, VERDICT.holds, at(4));
    expect(announced()).toEqual([]);
  });

  it('ends it when the condition is gone, and is not counted again for that', () => {
    const { lifecycle, announced, occurrences } = bench();
    const one = alarm();
    lifecycle.step(one, VERDICT.holds, at(3));
    lifecycle.step(one, VERDICT.back, at(4));
    expect(announced()).toEqual(['active 1', 'cleared 1']);
    expect(occurrences().warning).toBe(1);
  });

  it('changes nothing that is visible when it latches', () => {
    const { lifecycle, announced } = bench();
    const one = alarm({ latch: true });
    lifecycle.step(one, VERDICT.holds, at(3));
    lifecycle.step(one, VERDICT.back, at(4));
    expect(one.state).toBe('latched');
    expect(announced()).toEqual(['active 1']);
  });

  it('stays normal while it is not judged', () => {
    const { lifecycle, announced } = bench();
    const one = alarm();
    lifecycle.step(one, VERDICT.none, at(3));
    expect(one.state).toBe('normal');
    expect(announced()).toEqual([]);
  });
});

describe('an alarm that is out of service', () => {
  it('is not raised, and counts no consequence', () => {
    const { lifecycle, announced } = bench();
    const one = alarm({ enabled: false });
    const root = ROOT();
    one.suppressor = root;
    lifecycle.step(one, VERDICT.holds, at(0));
    expect(one.state).toBe('normal');
    expect(root.consequences).toBe(0);
    expect(announced()).toEqual([]);
  });

  it.each(['unacknowledged', 'acknowledged', 'latched'] as const)('ends its occurrence: %s', (state) => {
    const { lifecycle, announced } = bench();
    const one = alarm({ enabled: false });
    one.enter(state);
    lifecycle.step(one, VERDICT.holds, at(0));
    expect(announced()).toEqual(['cleared 0']);
  });
});

describe('a suppressed alarm', () => {
  it('is not raised, but counts once under its root', () => {
    const { lifecycle, announced } = bench();
    const one = alarm();
    const root = ROOT();
    one.suppressor = root;
    for (const nowS of [0, 1, 2]) lifecycle.step(one, VERDICT.holds, at(nowS));
    expect(one).toMatchObject({ state: 'normal', isCountedAsConsequence: true });
    expect(root.consequences).toBe(1);
    expect(announced()).toEqual([]);
  });

  it.each([
    ['its condition does not hold', VERDICT.back],
    ['its condition is between the limits', VERDICT.between],
    ['it is not judged', VERDICT.none],
  ])('does not count when %s', (_, verdict) => {
    const { lifecycle } = bench();
    const one = alarm();
    const root = ROOT();
    one.suppressor = root;
    lifecycle.step(one, verdict, at(0));
    expect(root.consequences).toBe(0);
    expect(one.isCountedAsConsequence).toBe(false);
  });

  it('that was raised before stays raised, and does not count', () => {
    const { lifecycle } = bench();
    const one = alarm();
    one.enter('unacknowledged');
    const root = ROOT();
    one.suppressor = root;
    lifecycle.step(one, VERDICT.holds, at(0));
    lifecycle.step(one, VERDICT.back, at(1));
    expect(one.state).toBe('unacknowledged');
    expect(root.consequences).toBe(0);
  });

  it('goes on with its delay afterwards', () => {
    const { lifecycle } = bench();
    const one = alarm({ onDelay: 2 });
    lifecycle.step(one, VERDICT.holds, at(0));
    one.suppressor = ROOT();
    lifecycle.step(one, VERDICT.holds, at(1));
    one.suppressor = null;
    lifecycle.step(one, VERDICT.holds, at(11));
    expect(one.state).toBe('normal');
    lifecycle.step(one, VERDICT.holds, at(12));
    expect(one.state).toBe('unacknowledged');
  });
});

describe('the suppression', () => {
  const changed = (one: Alarm, input: 'raise' | 'acknowledge') => {
    const { lifecycle } = bench();
    lifecycle.rootsHaveChanged = false;
    lifecycle.feed(one, input, at(0));
    return lifecycle.rootsHaveChanged;
  };

  it('has to be decided at the start, and when a root alarm has changed', () => {
    expect(bench().lifecycle.rootsHaveChanged).toBe(true);
    expect(changed(ROOT(), 'raise')).toBe(true);
    expect(changed(ROOT(), 'acknowledge')).toBe(false);
    expect(changed(alarm(), 'raise')).toBe(false);
  });
});

describe('an acknowledgement', () => {
  it('of a normal alarm is not announced; of an active one it is', () => {
    const { lifecycle, announced } = bench();
    const one = alarm();
    lifecycle.feed(one, 'acknowledge', at(0));
    expect(announced()).toEqual([]);
    lifecycle.feed(one, 'raise', at(0));
    lifecycle.feed(one, 'acknowledge', at(0));
    expect(announced()).toEqual(['active 1', 'active 1']);
  });
});

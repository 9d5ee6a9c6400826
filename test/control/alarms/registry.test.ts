// The registry of alarms: which ones there are, and what a rule that comes back or is replaced keeps.
import { describe, expect, it } from 'vitest';
import { AlarmRegistry } from '../../../src/control/alarms/registry.js';
import { alarm, alert, judging } from './parts.js';

const LOST = 'sensor_lost.chain.velocity';
const builtIns = () => [alarm({ id: 'degraded' }), alarm({ id: LOST })];

describe('the built-in alarms', () => {
  it('are found by their id and by their index', () => {
    const [degraded, lost] = builtIns();
    const registry = new AlarmRegistry([degraded!, lost!], []);
    expect(registry.get(LOST)).toBe(lost);
    expect(registry.get('other')).toBeUndefined();
    expect([registry.indexOf('degraded'), registry.indexOf(LOST), registry.indexOf('fast')]).toEqual([
      0, 1, -1,
    ]);
    expect([...registry.all()]).toEqual([degraded, lost]);
  });

  it('get their state from the last run', () => {
    const registry = new AlarmRegistry(builtIns(), [alert({ rule: LOST })]);
    expect(registry.get(LOST)).toMatchObject({ state: 'unacknowledged', count: 3 });
    expect(registry.get('degraded')).toMatchObject({ state: 'normal', count: 0 });
  });

  it('exist once each', () => {
    expect(() => new AlarmRegistry([alarm({ id: LOST }), alarm({ id: LOST })], [])).toThrow(
      `there are two built-in alarms with the id ${LOST}`,
    );
  });

  it('cannot be replaced or removed', () => {
    const registry = new AlarmRegistry(builtIns(), []);
    expect(() => registry.add(judging({ id: LOST }))).toThrow(
      `${LOST} is a built-in alarm: choose another id`,
    );
    expect(() => registry.remove(LOST)).toThrow(
      `${LOST} is a built-in alarm: it can be disabled in the configuration, not removed`,
    );
    expect(registry.rules).toEqual([]);
  });
});

describe('a rule', () => {
  it('is found after it was added, and gets its state from the last run', () => {
    const registry = new AlarmRegistry(builtIns(), [alert()]);
    const fast = judging();
    expect(registry.add(fast)).toBeNull();
    expect(registry.get('fast')).toBe(fast);
    expect(registry.rules).toEqual([fast]);
    expect(registry.indexOf('fast')).toBe(-1);
    expect(fast).toMatchObject({ state: 'unacknowledged', count: 3 });
    expect([...registry.all()]).toHaveLength(3);
  });

  it('takes the place of one with the same id, and goes on with its count', () => {
    const registry = new AlarmRegistry([], []);
    const [fast, other, again] = [judging(), judging({ id: 'other' }), judging()];
    fast.count = 5;
    registry.add(fast);
    registry.add(other);
    expect(registry.add(again)).toBe(fast);
    expect(again.count).toBe(5);
    expect(registry.rules).toEqual([other, again]);
    expect(registry.get('fast')).toBe(again);
    expect(registry.someAreLeaving).toBe(false);
  });

  it('that is removed leaves with the next tick', () => {
    const registry = new AlarmRegistry([], []);
    const [fast, other] = [judging(), judging({ id: 'other' })];
    registry.add(fast);
    registry.add(other);
    expect(registry.someAreLeaving).toBe(false);
    expect(registry.remove('fast')).toBe(true);
    expect(registry.remove('fast')).toBe(false);
    expect(registry.rules).toEqual([other]);
    expect(registry.get('fast')).toBeUndefined();
    expect(registry.someAreLeaving).toBe(true);
    expect(registry.retire()).toEqual([fast]);
    expect(registry.someAreLeaving).toBe(false);
    expect(registry.retire()).toEqual([]);
  });

  it.each([
    ['before the next tick', false],
    ['later', true],
  ])('that comes back %s goes on with its count, and does not leave any more', (_, isLater) => {
    const registry = new AlarmRegistry([], []);
    const [fast, other, back] = [judging(), judging({ id: 'other' }), judging()];
    fast.count = 5;
    registry.add(fast);
    registry.add(other);
    registry.remove('other');
    registry.remove('fast');
    if (isLater) registry.retire();
    expect(registry.add(back)).toBe(fast);
    expect(back.count).toBe(5);
    expect(registry.retire()).toEqual(isLater ? [] : [other]);
  });

  it('that comes back twice goes on with the count that it had last', () => {
    const registry = new AlarmRegistry([], []);
    registry.add(judging());
    registry.remove('fast');
    registry.retire();
    const second = judging();
    registry.add(second);
    second.count = 8;
    registry.remove('fast');
    const third = judging();
    registry.add(third);
    expect(third.count).toBe(8);
    registry.remove('fast');
    registry.retire();
    expect(registry.add(judging())).toBe(third);
  });

  it('keeps its count after its removal, as one of the last 10,000 that were removed', () => {
    const registry = new AlarmRegistry([], []);
    const removed = 10_001;
    for (let n = 0; n < removed; n++) {
      const one = alarm({ id: `rule${n}` });
      one.count = 5;
      registry.add(one);
      registry.remove(one.id);
      registry.retire();
    }
    const countOf = (id: string) => {
      const back = alarm({ id });
      registry.add(back);
      return back.count;
    };
    expect(countOf('rule0')).toBe(0);
    expect(countOf('rule1')).toBe(5);
    expect(countOf('rule10000')).toBe(5);
  });
});

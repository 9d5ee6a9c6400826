// How the alarm engine handles one rule: when it fires, when it clears, and what the operator can do.
import { describe, expect, expectTypeOf, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import type { BuiltInAlarmId } from '../../../src/catalogue/alarm-ids.js';
import { BUILT_IN_ALARMS, rule } from '../../../src/config/alarms.js';
import { RealTimeMonitor } from '../../../src/control/alarms/real-time-monitor.js';
import { brief, CHANNELS, fast, LOG, Rig, WALL_START_MS } from './fixture.js';

describe('a rule', () => {
  it('gives one alert for 20,000 samples above its limit', () => {
    const rig = new Rig({ rules: [fast()] });
    for (let n = 0; n < 20_000; n++) rig.velocity(9 + Math.sin(n) / 10);
    expect(brief(rig.alerts)).toEqual(['fast active 1']);
    expect(rig.monitor.figures().active).toBe(1);
  });

  it('fires once and clears once while the value hovers around the threshold', () => {
    const rig = new Rig({ rules: [fast()] });
    for (let n = 0; n < 1000; n++) rig.velocity(8 + 0.2 * Math.sin(n));
    for (let n = 0; n < 1000; n++) rig.velocity(7);
    expect(brief(rig.alerts)).toEqual(['fast active 1', 'fast cleared 1']);
  });

  it('reports its channel, value, threshold and message', () => {
    const rig = new Rig({ rules: [fast({ level: 'error' })] });
    const [alert] = rig.velocity(8.3142);
    expect(alert).toEqual({
      id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      rule: 'fast',
      channel: 'chain.velocity',
      level: 'error',
      state: 'active',
      acknowledged: false,
      shelvedUntil: null,
      value: 8.3142,
      threshold: 8,
      since: WALL_START_MS + 67,
      ts: WALL_START_MS + 67,
      count: 1,
      message: 'chain.velocity 8.314 m/s is above 8 m/s',
    });
  });

  it('gives each occurrence an id of its own, and its end the same id', () => {
    const rig = new Rig({ rules: [fast()] });
    for (const value of [9, 7, 9, 7]) rig.velocity(value);
    const [first, firstEnd, second, secondEnd] = rig.alerts;
    expect(brief(rig.alerts)).toEqual(['fast active 1', 'fast cleared 1', 'fast active 2', 'fast cleared 2']);
    expect(firstEnd?.id).toBe(first?.id);
    expect(firstEnd?.since).toBe(first?.since);
    expect(secondEnd?.id).toBe(second?.id);
    expect(second?.id).not.toBe(first?.id);
    expect(firstEnd).toMatchObject({
      acknowledged: false,
      message: 'chain.velocity 7 m/s is not above 8 m/s',
    });
  });

  it('becomes active when its condition has held for the on-delay without a break', () => {
    const rig = new Rig({ rules: [fast({ onDelay: 5 })] });
    expect(rig.run(4.9, { 'chain.velocity': 9 })).toEqual([]);
    expect(rig.velocity(7.9)).toEqual([]);
    expect(rig.run(5, { 'chain.velocity': 9 })).toEqual([]);
    expect(brief(rig.velocity(9))).toEqual(['fast active 1']);
  });

  it('clears when the value has been back past the limit for the off-delay without a break', () => {
    const rig = new Rig({ rules: [fast({ offDelay: 5 })] });
    rig.velocity(9);
    expect(rig.run(4.9, { 'chain.velocity': 7 })).toEqual([]);
    expect(rig.velocity(7.6)).toEqual([]);
    expect(rig.run(5, { 'chain.velocity': 7 })).toEqual([]);
    expect(brief(rig.velocity(7))).toEqual(['fast cleared 1']);
  });

  it.each([
    ['stale', QUALITY.stale, 9],
    ['bad', QUALITY.bad, 9],
    ['NaN', QUALITY.good, Number.NaN],
    ['infinite', QUALITY.good, Number.POSITIVE_INFINITY],
  ] as const)('is not judged while its channel is %s, and keeps its state', (_, quality, value) => {
    const rig = new Rig({ rules: [fast()] });
    expect(rig.run(1, { 'chain.velocity': value }, quality)).toEqual([]);
    rig.velocity(9);
    expect(rig.run(1, { 'chain.velocity': value }, quality)).toEqual([]);
    expect(rig.run(1, { 'chain.velocity': 0 }, QUALITY.stale)).toEqual([]);
    expect(rig.monitor.stateOf('fast')).toBe('unacknowledged');
  });

  it('lets its on-delay wait while it is not judged: it neither runs on nor begins anew', () => {
    const rig = new Rig({ rules: [fast({ onDelay: 2 })] });
    rig.run(1, { 'chain.velocity': 9 });
    expect(rig.run(60, { 'chain.velocity': 9 }, QUALITY.stale)).toEqual([]);
    expect(rig.run(0.9, { 'chain.velocity': 9 })).toEqual([]);
    expect(brief(rig.run(0.2, { 'chain.velocity': 9 }))).toEqual(['fast active 1']);
  });

  it('lets its off-delay wait as well', () => {
    const rig = new Rig({ rules: [fast({ offDelay: 2 })] });
    rig.velocity(9);
    rig.run(1, { 'chain.velocity': 7 });
    expect(rig.run(60, { 'chain.velocity': 7 }, QUALITY.bad)).toEqual([]);
    expect(rig.run(0.9, { 'chain.velocity': 7 })).toEqual([]);
    expect(brief(rig.run(0.2, { 'chain.velocity': 7 }))).toEqual(['fast cleared 1']);
  });

  it('begins its delay anew when the condition was gone after such a time', () => {
    const rig = new Rig({ rules: [fast({ onDelay: 2 })] });
    rig.run(1.9, { 'chain.velocity': 9 });
    rig.run(1, { 'chain.velocity': 9 }, QUALITY.stale);
    rig.velocity(7);
    expect(rig.run(1.9, { 'chain.velocity': 9 })).toEqual([]);
  });

  it.each([1, 2, 5, 20])(
    'with one unusable sample after every %d good ones becomes active all the same',
    (good) => {
      const rig = new Rig({ rules: [fast({ onDelay: 3 })] });
      for (let n = 0; n < 300 && rig.alerts.length === 0; n++) {
        for (let i = 0; i < good; i++) rig.velocity(9);
        rig.velocity(Number.NaN);
      }
      expect(brief(rig.alerts)).toEqual(['fast active 1']);
    },
  );

  it('does not begin its off-delay anew when somebody acknowledges it', () => {
    const rig = new Rig({ rules: [fast({ offDelay: 2 })] });
    rig.velocity(9);
    rig.run(1.5, { 'chain.velocity': 7 });
    rig.acknowledge('fast');
    expect(brief(rig.run(0.6, { 'chain.velocity': 7 }))).toEqual(['fast active 1', 'fast cleared 1']);
  });

  it('is judged on an estimated value', () => {
    const rig = new Rig({ rules: [fast()] });
    expect(brief(rig.tick({ 'chain.velocity': 9 }, QUALITY.estimated))).toEqual(['fast active 1']);
  });

  it('on a channel that the plant does not have is never judged', () => {
    const rig = new Rig({ rules: [rule('dry', 'water.level', 'below', 1, {})] });
    expect(rig.run(2, { 'chain.velocity': 1 })).toEqual([]);
  });

  it('that is disabled raises no alarm, and an active alarm clears when its rule is disabled', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    rig.monitor.addMonitor(fast({ enabled: false }));
    expect(brief(rig.velocity(9))).toEqual(['fast cleared 1']);
    expect(rig.monitor.stateOf('fast')).toBe('outOfService');
    expect(rig.run(1, { 'chain.velocity': 9 })).toEqual([]);
  });
});

describe('acknowledging', () => {
  it('is reported, and a cleared alarm that was acknowledged is normal again', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    expect(rig.acknowledge('fast')).toEqual({ ok: true, message: 'fast is acknowledged' });
    expect(rig.velocity(9)).toMatchObject([{ state: 'active', acknowledged: true, count: 1 }]);
    expect(rig.velocity(7)).toMatchObject([{ state: 'cleared', acknowledged: true, count: 1 }]);
    expect(rig.monitor.stateOf('fast')).toBe('normal');
  });

  it('is still required after the alarm has cleared by itself', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    expect(rig.velocity(7)).toMatchObject([{ state: 'cleared', acknowledged: false }]);
    expect(rig.monitor.stateOf('fast')).toBe('returnedUnacknowledged');
    expect(rig.monitor.figures()).toMatchObject({ active: 0, unacknowledged: 1 });
    rig.acknowledge('fast');
    expect(rig.velocity(7)).toMatchObject([{ state: 'cleared', acknowledged: true, count: 1 }]);
    expect(rig.monitor.figures()).toMatchObject({ active: 0, unacknowledged: 0 });
  });

  it('with * acknowledges every alarm', () => {
    const rig = new Rig({ rules: [fast(), rule('power', 'generator.power', 'above', 1, {})] });
    rig.condition('broker_lost', true);
    rig.tick({ 'chain.velocity': 9, 'generator.power': 2 });
    expect(rig.acknowledge('*')).toEqual({ ok: true, message: '3 alarms acknowledged' });
    expect(rig.tick()).toHaveLength(3);
    expect(rig.acknowledge('*')).toEqual({ ok: true, message: '0 alarms acknowledged' });
    expect(rig.tick()).toEqual([]);
    rig.tick({ 'chain.velocity': 7 });
    rig.tick({ 'chain.velocity': 9 });
    expect(rig.acknowledge('*').message).toBe('1 alarm acknowledged');
  });

  it('without an active alarm is not an error, but with an unknown alarm it is', () => {
    const rig = new Rig({ rules: [fast()] });
    expect(rig.acknowledge('fast')).toEqual({ ok: true, message: 'fast has nothing to acknowledge' });
    expect(rig.acknowledge('slow')).toEqual({ ok: false, message: 'there is no alarm with the id slow' });
    expect(rig.monitor.stateOf('slow')).toBeNull();
    expect(rig.tick()).toEqual([]);
  });
});

describe('a rule that latches', () => {
  const latching = fast({ latch: true });

  it('stays active until its condition is gone and it is acknowledged', () => {
    const rig = new Rig({ rules: [latching] });
    rig.velocity(9);
    expect(rig.run(10, { 'chain.velocity': 0 })).toEqual([]);
    expect(rig.monitor.stateOf('fast')).toBe('latched');
    rig.acknowledge('fast');
    expect(rig.velocity(0)).toMatchObject([{ state: 'cleared', acknowledged: true, count: 1 }]);
  });

  it('clears by itself when it was acknowledged before', () => {
    const rig = new Rig({ rules: [latching] });
    rig.velocity(9);
    rig.acknowledge('fast');
    rig.velocity(9);
    expect(rig.velocity(0)).toMatchObject([{ state: 'cleared', acknowledged: true }]);
  });

  it('is one occurrence however often its condition comes and goes', () => {
    const rig = new Rig({ rules: [latching] });
    for (let n = 0; n < 50; n++) rig.velocity(n % 2 === 0 ? 9 : 0);
    expect(brief(rig.alerts)).toEqual(['fast active 1']);
  });
});

describe('shelving', () => {
  it('suppresses new occurrences until it expires, and then reports an alarm that is still present', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(0);
    expect(rig.shelve('fast', 60)).toEqual({ ok: true, message: 'fast is shelved for 60 s' });
    expect(rig.velocity(0)).toMatchObject([
      {
        state: 'cleared',
        count: 0,
        shelvedUntil: WALL_START_MS + 60_067,
        message: 'has not been active yet',
      },
    ]);
    expect(rig.run(59.8, { 'chain.velocity': 9 })).toEqual([]);
    expect(rig.monitor.stateOf('fast')).toBe('shelved');
    expect(rig.monitor.figures()).toMatchObject({ shelved: 1, active: 0 });
    const told = rig.run(0.4, { 'chain.velocity': 9 });
    expect(told).toMatchObject([
      { state: 'cleared', shelvedUntil: null },
      { state: 'active', shelvedUntil: null, count: 1 },
    ]);
  });

  it('leaves an active alarm active and lets it clear, but prevents a new occurrence', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    rig.shelve('fast', 60);
    expect(rig.velocity(9)).toMatchObject([{ state: 'active', shelvedUntil: expect.any(Number) }]);
    expect(rig.velocity(0)).toMatchObject([{ state: 'cleared', shelvedUntil: expect.any(Number) }]);
    expect(rig.velocity(9)).toEqual([]);
  });

  it('ends with 0 seconds', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.shelve('fast', 60);
    rig.velocity(9);
    expect(rig.shelve('fast', 0)).toEqual({ ok: true, message: 'fast is no longer shelved' });
    expect(rig.velocity(9)).toMatchObject([{ state: 'cleared', shelvedUntil: null }, { state: 'active' }]);
    expect(rig.shelve('fast', 0)).toEqual({ ok: true, message: 'fast is not shelved' });
  });

  it('expires by monotonic time, so a jump of the wall clock changes nothing', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.shelve('fast', 10);
    rig.tick();
    rig.clock[1]! += 86_400_000;
    expect(rig.run(9.8, { 'chain.velocity': 9 })).toEqual([]);
    rig.clock[1]! -= 2 * 86_400_000;
    expect(rig.run(0.2, { 'chain.velocity': 9 })).toHaveLength(2);
  });

  it.each([-1, Number.NaN, Number.POSITIVE_INFINITY, 1e9])('is refused for %d seconds', (seconds) => {
    const rig = new Rig({ rules: [fast()] });
    expect(rig.shelve('fast', seconds)).toEqual({
      ok: false,
      message: `an alarm can be shelved for 0 to 2592000 seconds, not ${seconds}`,
    });
  });

  it('is possible for 30 days, and not longer', () => {
    const rig = new Rig({ rules: [fast()] });
    expect(rig.shelve('fast', 30 * 86_400).ok).toBe(true);
    expect(rig.shelve('fast', 30 * 86_400 + 1).ok).toBe(false);
  });

  it('is refused for an alarm that does not exist', () => {
    const rig = new Rig({ rules: [fast()] });
    expect(rig.shelve('slow', 60)).toEqual({ ok: false, message: 'there is no alarm with the id slow' });
    expect(rig.tick()).toEqual([]);
  });
});

describe('a built-in alarm', () => {
  it('follows the condition that another part sets, with its value and its cause', () => {
    const rig = new Rig();
    const index = rig.monitor.handleOf('overspeed');
    rig.monitor.conditionValues[index] = 10.4;
    rig.monitor.explain(index, 'above 10 m/s');
    rig.monitor.setCondition(index, true);
    expect(rig.run(1)).toMatchObject([
      { rule: 'overspeed', channel: null, level: 'critical', state: 'active', value: 10.4, threshold: null },
    ]);
    expect(rig.alerts[0]?.message).toBe(
      'a speed is above the limit of the overspeed interlock (above 10 m/s). Keep clear of the machine, and check the brake and the load before the reset.',
    );
    rig.monitor.setCondition(index, false);
    expect(rig.run(5.1)).toMatchObject([
      { state: 'cleared', message: 'no speed is above the limit of the overspeed interlock any more' },
    ]);
  });

  it('reports the channel in its id', () => {
    const rig = new Rig();
    rig.condition('sensor_lost.chain.velocity', true);
    expect(rig.tick()).toMatchObject([
      { rule: 'sensor_lost.chain.velocity', channel: 'chain.velocity', level: 'error', value: null },
    ]);
  });

  it('of a stuck sensor has an on-delay of 10 s', () => {
    const rig = new Rig();
    rig.condition('sensor_stuck.chain.velocity', true);
    expect(rig.run(9.9)).toEqual([]);
    expect(brief(rig.run(0.2))).toEqual(['sensor_stuck.chain.velocity active 1']);
  });

  it('drops a running delay when the condition ends', () => {
    const rig = new Rig();
    rig.condition('sensor_stuck.chain.velocity', true);
    rig.run(9.9);
    rig.condition('sensor_stuck.chain.velocity', false);
    rig.tick();
    rig.condition('sensor_stuck.chain.velocity', true);
    expect(rig.run(9.9)).toEqual([]);
  });

  it('can be disabled and has the level and message of the configuration', () => {
    const [first, ...others] = BUILT_IN_ALARMS.map((alarm) =>
      alarm.id === 'degraded' ? { ...alarm, level: 'info' as const, message: 'slower: {detail}' } : alarm,
    );
    const rig = new Rig({ builtIns: [{ ...first!, enabled: false }, ...others] });
    rig.condition('sensor_lost.chain.velocity', true);
    rig.monitor.explain(rig.monitor.handleOf('degraded'), 'overload');
    rig.condition('degraded', true);
    expect(rig.run(1)).toMatchObject([{ rule: 'degraded', level: 'info', message: 'slower: (overload)' }]);
  });

  it('has no handle on a plant that does not have it', () => {
    const { monitor } = new Rig();
    expect(() => monitor.handleOf('sensor_lost.water.level')).toThrow(
      new RangeError('there is no built-in alarm sensor_lost.water.level on this plant'),
    );
  });

  it('reports a value that its part measures, and the channel that is suspected', () => {
    const rig = new Rig();
    const handle = rig.monitor.handleOf('energy_balance');
    rig.monitor.blame(handle, 'generator.current');
    rig.monitor.setConditionOf(handle, true, Float64Array.of(1, 2), 1);
    expect(rig.run(20)).toMatchObject([{ channel: 'generator.current', value: 2 }]);
  });

  it('is announced again with its new cause while it is active, and only when the cause is another one', () => {
    const rig = new Rig();
    const handle = rig.monitor.handleOf('sensor_lost.chain.velocity');
    rig.monitor.explainAgain(handle, 'the cable');
    expect(rig.tick()).toEqual([]);
    rig.condition('sensor_lost.chain.velocity', true);
    expect(rig.tick()[0]?.message).toContain('(the cable)');
    rig.monitor.explainAgain(handle, 'the cable');
    expect(rig.tick()).toEqual([]);
    rig.monitor.explainAgain(handle, 'the plug');
    const [again] = rig.tick();
    expect(again).toMatchObject({
      state: 'active',
      count: 1,
      message: expect.stringContaining('(the plug)'),
    });
    rig.monitor.explainAgain(handle, '');
    expect(rig.tick()[0]?.message).not.toContain('(');
  });

  it('ends and begins anew for a further cause, unless it is shelved', () => {
    const rig = new Rig();
    const handle = rig.monitor.handleOf('sensor_lost.chain.velocity');
    rig.condition('sensor_lost.chain.velocity', true);
    rig.tick();
    rig.monitor.endOccurrence(handle, rig.clock);
    expect(brief(rig.tick())).toEqual([
      'sensor_lost.chain.velocity cleared 1',
      'sensor_lost.chain.velocity active 2',
    ]);
    rig.shelve('sensor_lost.chain.velocity', 60);
    rig.tick();
    rig.monitor.endOccurrence(handle, rig.clock);
    expect(rig.run(1)).toEqual([]);
    expect(rig.monitor.isActive(handle)).toBe(true);
  });

  it('is raised while it waits for its end, and active as consumers see it', () => {
    const rig = new Rig();
    const handle = rig.monitor.handleOf('sensor_lost.chain.velocity');
    const seen = () => [rig.monitor.isRaised(handle), rig.monitor.isActive(handle)];
    expect(seen()).toEqual([false, false]);
    rig.condition('sensor_lost.chain.velocity', true);
    rig.tick();
    expect(seen()).toEqual([true, true]);
    rig.condition('sensor_lost.chain.velocity', false);
    rig.run(6);
    expect(seen()).toEqual([false, false]);
  });

  it('is found by its id, and a misspelt id does not compile', () => {
    expectTypeOf<'overspeed'>().toExtend<BuiltInAlarmId>();
    expectTypeOf<'sensor_lost.chain.velocity'>().toExtend<BuiltInAlarmId>();
    expectTypeOf<'overspeeed'>().not.toExtend<BuiltInAlarmId>();
    expectTypeOf<'sensor_lots.chain.velocity'>().not.toExtend<BuiltInAlarmId>();
  });
});

describe('the engine', () => {
  it('need the id of a log, from which the ids of occurrences are made', () => {
    const options = { rules: [], builtIns: [], channels: CHANNELS };
    expect(() => new RealTimeMonitor({ ...options, log: 'mine' })).toThrow(/'mine' is not a UUID/);
    expect(() => new RealTimeMonitor({ ...options, log: LOG })).not.toThrow();
  });
});

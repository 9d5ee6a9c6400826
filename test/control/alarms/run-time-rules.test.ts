// Rules that are added, replaced and removed while the engine runs.
import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/config/alarms.js';
import { CLOCK } from '../../../src/control/tick.js';
import { brief, fast, Rig } from './fixture.js';

describe('rules at run time', () => {
  it('can be added and removed; an active alarm clears when its rule is removed', () => {
    const rig = new Rig();
    rig.velocity(9);
    rig.monitor.addMonitor(fast());
    expect(brief(rig.velocity(9))).toEqual(['fast active 1']);
    expect(rig.monitor.removeMonitor('fast')).toBe(true);
    expect(rig.monitor.removeMonitor('fast')).toBe(false);
    expect(brief(rig.velocity(9))).toEqual(['fast cleared 1']);
    expect(rig.run(1, { 'chain.velocity': 9 })).toEqual([]);
    expect(rig.acknowledge('fast').ok).toBe(false);
  });

  it('continue their count when they are added again', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    rig.monitor.removeMonitor('fast');
    rig.velocity(9);
    rig.monitor.addMonitor(fast());
    expect(brief(rig.velocity(9))).toEqual(['fast active 2']);
  });

  it('keep their occurrence when they are replaced', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    rig.monitor.addMonitor(fast({ offDelay: 0.05 }));
    expect(rig.velocity(9)).toEqual([]);
    expect(rig.run(1, { 'chain.velocity': 7 })).toMatchObject([{ state: 'cleared', count: 1 }]);
    expect(rig.alerts[1]?.id).toBe(rig.alerts[0]?.id);
    expect(rig.alerts[1]?.since).toBe(rig.alerts[0]?.since);
  });

  it.each([{ level: 'critical' }, { threshold: 8.5 }] as const)(
    'are announced again while they are active when they have %o now',
    (change) => {
      const rig = new Rig({ rules: [fast()] });
      rig.velocity(9);
      rig.monitor.addMonitor(fast(change));
      expect(rig.velocity(9)).toMatchObject([{ state: 'active', count: 1, value: 9, ...change }]);
      expect(rig.velocity(9)).toEqual([]);
      expect(new Set(rig.alerts.map(({ id }) => id)).size).toBe(1);
    },
  );

  it('clear when they lose their latch and the condition is gone', () => {
    const rig = new Rig({ rules: [fast({ latch: true })] });
    rig.velocity(9);
    rig.velocity(7);
    expect(rig.monitor.stateOf('fast')).toBe('latched');
    rig.monitor.addMonitor(fast());
    expect(brief(rig.velocity(7))).toEqual(['fast cleared 1']);
  });

  it('latch when they get a latch while they are active', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    rig.monitor.addMonitor(fast({ latch: true }));
    expect(rig.run(1, { 'chain.velocity': 7 })).toEqual([]);
    expect(rig.monitor.stateOf('fast')).toBe('latched');
  });

  it.each([
    ['another comparison', rule('fast', 'chain.velocity', 'below', 8, { hysteresis: 5 })],
    ['another channel', rule('fast', 'generator.voltage', 'above', 8, { hysteresis: 5 })],
  ])('end an occurrence when they get %s', (_, other) => {
    const rig = new Rig({ rules: [fast()] });
    rig.tick({ 'chain.velocity': 9, 'generator.voltage': 5 });
    rig.monitor.addMonitor(other);
    expect(rig.tick()).toMatchObject([{ state: 'cleared', count: 1, channel: 'chain.velocity' }]);
    expect(rig.run(1)).toEqual([]);
    expect(rig.monitor.alerts()).toMatchObject([{ state: 'cleared' }]);
    expect(brief(rig.tick({ 'chain.velocity': 7, 'generator.voltage': 9 }))).toEqual(['fast active 2']);
  });

  it('continue a running delay when something else changes, and use a new delay at once', () => {
    const rig = new Rig({ rules: [fast({ onDelay: 10 })] });
    rig.run(5, { 'chain.velocity': 9 });
    rig.monitor.addMonitor(fast({ onDelay: 10, level: 'error' }));
    rig.run(2, { 'chain.velocity': 9 });
    rig.monitor.addMonitor(fast({ onDelay: 8 }));
    expect(rig.run(0.9, { 'chain.velocity': 9 })).toEqual([]);
    expect(brief(rig.run(0.2, { 'chain.velocity': 9 }))).toEqual(['fast active 1']);
  });

  it('begin a delay anew when the limit changes', () => {
    const rig = new Rig({ rules: [fast({ onDelay: 2 })] });
    rig.run(1.9, { 'chain.velocity': 9 });
    rig.monitor.addMonitor(fast({ onDelay: 2, threshold: 8.5 }));
    expect(rig.run(1.9, { 'chain.velocity': 9 })).toEqual([]);
  });

  it('with stuckFor keep the time that has passed', () => {
    const stuck = (rest = {}) => rule('still', 'chain.velocity', 'stuckFor', 10, rest);
    const rig = new Rig({ rules: [stuck()] });
    rig.run(8, { 'chain.velocity': 1.5 });
    rig.monitor.addMonitor(stuck({ level: 'error' }));
    expect(brief(rig.run(2.2, { 'chain.velocity': 1.5 }))).toEqual(['still active 1']);
  });

  it('stay shelved when they are replaced, for the rest of their time', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.shelve('fast', 10);
    rig.run(5, { 'chain.velocity': 9 });
    rig.monitor.addMonitor(fast({ threshold: 8.5 }));
    expect(rig.run(4.9, { 'chain.velocity': 9 })).toEqual([]);
    expect(rig.run(0.2, { 'chain.velocity': 9 })).toMatchObject([
      { shelvedUntil: null },
      { state: 'active' },
    ]);
  });

  it('cannot take the place of a built-in alarm or have impossible numbers', () => {
    const { monitor } = new Rig();
    expect(() => monitor.addMonitor(rule('degraded', 'loop.rate', 'below', 1, {}))).toThrow(/built-in/);
    expect(() => monitor.removeMonitor('degraded')).toThrow(/built-in/);
    expect(() => monitor.addMonitor(fast({ threshold: Number.NaN }))).toThrow(/fast: threshold is NaN/);
    expect(() => monitor.addMonitor(fast({ onDelay: -1 }))).toThrow(/fast: onDelay is -1/);
  });

  it('that come back after a start get the shelf of the last run, for the rest of its time', () => {
    const first = new Rig({ rules: [fast()] });
    first.shelve('fast', 10);
    const rig = new Rig({ remembered: first.tick() });
    rig.tick();
    rig.monitor.addMonitor(fast());
    expect(rig.run(9, { 'chain.velocity': 9 })).toEqual([]);
    expect(brief(rig.run(2, { 'chain.velocity': 9 }))).toContain('fast active 1');
  });

  it('are suppressed at once when a root explains them already', () => {
    const rig = new Rig({ dependencies: { 'generator.power': ['generator.voltage'] } });
    rig.tick({ 'generator.power': 500, 'generator.voltage': 100 });
    rig.lose('generator.voltage');
    rig.run(1);
    rig.monitor.addMonitor(rule('power', 'generator.power', 'below', 1000, {}));
    expect(rig.tick()).toEqual([]);
    expect(rig.monitor.stateOf('power')).toBe('suppressed');
  });

  it('that get another channel before the first tick end the occurrence of the last run on that tick', () => {
    const first = new Rig({ rules: [fast()] });
    const rig = new Rig({ rules: [fast()], remembered: first.velocity(9) });
    rig.monitor.addMonitor(rule('fast', 'generator.voltage', 'above', 8, {}));
    const told = rig.tick({ 'generator.voltage': 5 });
    expect(told).toMatchObject([{ state: 'cleared', count: 1, ts: Math.round(rig.clock[CLOCK.wallMs]!) }]);
  });
});

// The whole alarm engine with a chattering rule, and the figures of EEMUA 191.
import { describe, expect, it } from 'vitest';
import { rule } from '../../../src/config/alarms.js';
import { CLOCK } from '../../../src/control/tick.js';
import { brief, expectAlternating, fast, Rig } from './fixture.js';

describe('a chattering rule', () => {
  it('is counted each time, reported at most 60 times a minute, and its last state is reported', () => {
    const rig = new Rig({ rules: [fast()] });
    for (let n = 0; n < 15 * 600; n++) rig.velocity(n % 2 === 0 ? 9 : 7);
    expect(rig.monitor.report().occurrences).toBe(4500);
    expect(rig.alerts.length).toBeGreaterThan(600);
    expect(rig.alerts.length).toBeLessThanOrEqual(660 + 2);
    rig.velocity(9);
    rig.run(3, { 'chain.velocity': 9 });
    expectAlternating(rig.alerts);
    expect(rig.alerts.at(-1)).toMatchObject({ state: 'active', count: 4501 });
    rig.run(1, { 'chain.velocity': 7 });
    expect(rig.alerts.at(-1)).toMatchObject({ state: 'cleared', count: 4501 });
    expect(rig.monitor.figures().chattering).toBe(0);
  });

  it('does not delay the report of another rule', () => {
    const rig = new Rig({ rules: [fast(), rule('power', 'generator.power', 'above', 1, {})] });
    for (let n = 0; n < 15 * 60; n++) rig.velocity(n % 2 === 0 ? 9 : 7);
    expect(brief(rig.tick({ 'generator.power': 2, 'chain.velocity': 7 }))).toContain('power active 1');
  });

  it('is reported in pairs when it is quiet again, whether it was acknowledged or not', () => {
    const rig = new Rig({ rules: [fast()] });
    for (let n = 0; n < 15 * 60; n++) rig.velocity(n % 2 === 0 ? 9 : 7);
    expect(rig.monitor.figures().chattering).toBe(1);
    rig.acknowledge('fast');
    rig.run(5, { 'chain.velocity': 7 });
    expect(rig.alerts.slice(-2)).toMatchObject([
      { state: 'active', count: 450, acknowledged: false },
      { state: 'cleared', count: 450, acknowledged: true },
    ]);
  });
});

describe('the figures of EEMUA 191', () => {
  it('count the alarms that began in the last ten minutes', () => {
    const rig = new Rig({ rules: [fast()] });
    for (const value of [9, 7, 9, 7, 9, 7]) rig.velocity(value);
    expect(rig.monitor.figures().perTenMinutes).toBe(3);
    rig.run(580, { 'chain.velocity': 0 });
    expect(rig.monitor.figures().perTenMinutes).toBe(3);
    rig.run(30, { 'chain.velocity': 0 });
    expect(rig.monitor.figures().perTenMinutes).toBe(0);
    expect(rig.monitor.report()).toMatchObject({ peakPerTenMinutes: 3, occurrences: 3, isFlood: false });
  });

  it('are zero after a long time without a tick', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    rig.clock[CLOCK.nowS]! += 1e6;
    rig.velocity(9);
    expect(rig.monitor.figures()).toMatchObject({ perTenMinutes: 0, standing: 1 });
  });

  it('count an alarm as standing after 24 h, also over a restart', () => {
    const rig = new Rig({ rules: [fast()] });
    rig.velocity(9);
    rig.clock[CLOCK.nowS]! += 24 * 3600 - 60;
    rig.velocity(9);
    expect(rig.monitor.figures().standing).toBe(0);
    const later = rig.clock[CLOCK.wallMs]! + 24 * 3600 * 1000 + 60_000;
    const restarted = new Rig({ rules: [fast()], remembered: rig.alerts }, later);
    restarted.velocity(9);
    expect(restarted.monitor.figures().standing).toBe(1);
  });

  it('name the top offenders, their share and the levels', () => {
    const rig = new Rig({ rules: [fast(), rule('power', 'generator.power', 'above', 1, { level: 'info' })] });
    rig.tick({ 'generator.power': 2 });
    for (const value of [9, 7, 9, 7, 9]) rig.velocity(value);
    const { topOffenders, byLevel } = rig.monitor.report();
    expect(topOffenders).toEqual([
      { rule: 'fast', occurrences: 3, share: 0.75 },
      { rule: 'power', occurrences: 1, share: 0.25 },
    ]);
    expect(byLevel).toEqual({ info: 1, warning: 3, error: 0, critical: 0 });
  });
});

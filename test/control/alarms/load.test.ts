// Alarm floods, chattering rules, the figures of EEMUA 191, and properties that hold for any input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { rule } from '../../../src/config/alarms.js';
import { CLOCK } from '../../../src/control/tick.js';
import type { Alert } from '../../../src/vocabulary/events.js';
import { brief, fast, Rig } from './fixture.js';

const FLOOD = Array.from({ length: 500 }, (_, n) => rule(`rule${n}`, 'chain.velocity', 'above', 8, {}));

/** Checks that alerts alternate between active and cleared, that each end has the id of its beginning, and that counts rise. */
function expectAlternating(alerts: readonly Alert[]): void {
  const faults = alerts.filter((alert, i) => {
    const last = alerts[i - 1];
    if (last?.state !== 'active') return alert.state !== 'active' || alert.count <= (last?.count ?? 0);
    return alert.state !== 'cleared' || alert.id !== last.id || alert.count !== last.count;
  });
  expect(faults).toEqual([]);
}

describe('a flood of 500 rules', () => {
  it('is reported in order, with a limited number a tick, and nothing is dropped', () => {
    const rig = new Rig({ rules: FLOOD });
    const first = rig.tick({ 'chain.velocity': 9 });
    expect(first).toHaveLength(32);
    expect(rig.monitor.figures()).toMatchObject({
      active: 500,
      unacknowledged: 500,
      perTenMinutes: 500,
      waiting: 468,
    });
    rig.run(2, { 'chain.velocity': 9 });
    expect(rig.alerts.map((alert) => alert.rule)).toEqual(FLOOD.map(({ id }) => id));
    expect(new Set(rig.alerts.map((alert) => alert.ts)).size).toBe(1);
    expect(rig.monitor.figures().waiting).toBe(0);
    expect(rig.monitor.report()).toMatchObject({ isFlood: true, peakPerTenMinutes: 500, occurrences: 500 });
  });

  it('that comes and goes all the time stays within the limits, and the last reported state is right', () => {
    const rig = new Rig({ rules: FLOOD });
    let mostInATick = 0;
    let mostWaiting = 0;
    for (let n = 0; n < 15 * 60; n++) {
      mostInATick = Math.max(mostInATick, rig.velocity(n % 2 === 0 ? 9 : 7).length);
      mostWaiting = Math.max(mostWaiting, rig.monitor.figures().waiting);
    }
    rig.run(60, { 'chain.velocity': 9 });
    expect(mostInATick).toBe(32);
    expect(mostWaiting).toBeLessThanOrEqual(3 * 2048);
    expect(rig.monitor.figures()).toMatchObject({ waiting: 0, chattering: 0 });
    const toldOf = new Map<string, Alert[]>(FLOOD.map(({ id }) => [id, []]));
    for (const alert of rig.alerts) toldOf.get(alert.rule)?.push(alert);
    for (const told of toldOf.values()) {
      expectAlternating(told);
      expect(told.at(-1)).toMatchObject({ state: 'active', count: 451 });
    }
  });
});

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

describe('for any values', () => {
  const value = fc.oneof(
    fc.double({ min: -20, max: 20, noNaN: true }),
    fc.constantFrom(7.5, 8, 8.5, Number.NaN, Number.POSITIVE_INFINITY),
  );
  const quality = fc.constantFrom(
    QUALITY.good,
    QUALITY.good,
    QUALITY.good,
    QUALITY.estimated,
    QUALITY.stale,
    QUALITY.bad,
  );
  const tick = fc.record({ value, quality, times: fc.integer({ min: 1, max: 12 }) });
  const settings = fc.record({
    comparison: fc.constantFrom('above', 'below', 'equals', 'notEquals', 'rateAbove', 'stuckFor'),
    hysteresis: fc.constantFrom(0, 0.5, 3),
    onDelay: fc.constantFrom(0, 0.3),
    offDelay: fc.constantFrom(0, 0.3),
    latch: fc.boolean(),
  } as const);

  it('transitions alternate, counts equal occurrences, and no rule is active twice', () => {
    fc.assert(
      fc.property(fc.array(tick, { maxLength: 120 }), settings, fc.boolean(), (ticks, rest, acknowledges) => {
        const rig = new Rig({
          rules: [{ ...fast(rest), threshold: rest.comparison === 'stuckFor' ? 0.5 : 8 }],
        });
        for (const [n, { value: v, quality: q, times }] of ticks.entries()) {
          rig.run(times / 15, { 'chain.velocity': v }, q);
          if (acknowledges && n % 5 === 0) rig.acknowledge('fast');
        }
        rig.run(4);
        const transitions = rig.alerts.filter((alert, i) => alert.state !== rig.alerts[i - 1]?.state);
        expectAlternating(transitions);
        expect(rig.monitor.report().occurrences).toBe(rig.alerts.at(-1)?.count ?? 0);
        expect(rig.monitor.figures().active).toBe(rig.alerts.at(-1)?.state === 'active' ? 1 : 0);
        expect(JSON.stringify(rig.alerts)).toBe(JSON.stringify(JSON.parse(JSON.stringify(rig.alerts))));
        for (const alert of rig.alerts) expect(Number.isFinite(alert.value ?? 0)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('the same inputs give the same alerts', () => {
    fc.assert(
      fc.property(fc.array(tick, { maxLength: 60 }), settings, (ticks, rest) => {
        const [one, two] = [0, 1].map(() => {
          const rig = new Rig({ rules: [fast(rest)] });
          for (const { value: v, quality: q } of ticks) rig.tick({ 'chain.velocity': v }, q);
          return rig.alerts;
        });
        expect(one).toEqual(two);
      }),
      { numRuns: 50 },
    );
  });
});

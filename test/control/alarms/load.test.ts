// Alarm floods, and properties that hold for any input.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { rule } from '../../../src/config/alarms.js';
import type { Alert } from '../../../src/vocabulary/events.js';
import { expectAlternating, fast, Rig } from './fixture.js';

const FLOOD = Array.from({ length: 500 }, (_, n) => rule(`rule${n}`, 'chain.velocity', 'above', 8, {}));

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

// The counters of the recovery: they add up at any time, by type and by strategy, and agree with the events.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RECOVERY_TYPES } from '../../../src/control/recovery/policies.js';
import { successRate } from '../../../src/control/recovery/recovery-figures.js';
import type { RecoveryContext } from '../../../src/control/recovery/strategy.js';
import { Drill } from './drill.js';

const TYPE = 'valve_stuck';

describe('the counters', () => {
  it('count each strategy by its name, and all of the users together', () => {
    const drill = new Drill();
    drill.recovery.registerStrategy(TYPE, { name: 'reopen', maxAttempts: 1, attempt() {} });
    drill.recovery.registerStrategy(TYPE, { name: 'shake', maxAttempts: 1, attempt() {} });
    drill.recovery.handleError(TYPE);
    drill.run(3);
    const { recovery } = drill;
    const attempts = (name: string) => recovery.countsOfStrategy(name).attempts;
    expect(['shake', 'custom', 'reopen', 'unknown'].map(attempts)).toEqual([1, 2, 0, 0]);
    expect(recovery.countsOfStrategy('custom')).toMatchObject({ succeeded: 0, failed: 2, open: 0 });
  });

  it('give a share of success only when there are judged attempts', () => {
    const none = { attempts: 1, succeeded: 0, failed: 0, open: 1, escalated: 0 };
    expect(successRate(none)).toBeNull();
    expect(successRate({ ...none, succeeded: 1, failed: 3 })).toBe(0.25);
  });

  it('add up at any time, by type and by strategy, for any sequence of events', () => {
    const step = fc.record({
      subject: fc.integer({ min: 0, max: 2 }),
      type: fc.constantFrom('a', 'b', 'sensor_lost'),
      what: fc.constantFrom('error', 'resolve', 'acted', 'give up'),
      answer: fc.constantFrom(true, false, 'throw', 'cure'),
      ticks: fc.integer({ min: 1, max: 400 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        const drill = new Drill();
        const { recovery } = drill;
        let answer: unknown = true;
        const behave = ({ type, subject }: RecoveryContext) => {
          if (answer === 'throw') throw new Error('as asked');
          if (answer === 'cure') recovery.resolve(type, subject);
          return answer;
        };
        const own = [
          { name: 'x', maxAttempts: 2, attempt: behave },
          { name: 'y', attempt: behave, stands: () => answer === true },
        ];
        for (const type of ['a', 'b', 'sensor_lost'])
          for (const one of own) recovery.registerStrategy(type, one);
        for (const one of steps) {
          const subject = `s${one.subject}`;
          answer = one.answer;
          if (one.what === 'error') recovery.handleError(one.type, one, { subject });
          else if (one.what === 'resolve') recovery.resolve(one.type, subject);
          else if (one.what === 'acted') recovery.actedOn(recovery.case(one.type, subject), 'told');
          else recovery.giveUp(recovery.case(one.type, subject), 'told');
          for (let n = 0; n < one.ticks; n++) drill.tick();
          addsUp(drill);
        }
      }),
      { numRuns: 150 },
    );
  });
});

/** Compares the counters with the events, which record the same. */
function addsUp({ recovery, events }: Drill): void {
  const told = (outcome: string, type?: string, strategy?: string) =>
    events.filter(
      ({ data }) =>
        data.outcome === outcome &&
        (type === undefined || data.type === type) &&
        (strategy === undefined || data.strategy === strategy),
    ).length;
  const check = (counts: typeof recovery.total, type?: string, strategy?: string) => {
    expect(counts.attempts).toBe(told('attempted', type, strategy));
    expect(counts.succeeded).toBe(told('succeeded', type, strategy));
    expect(counts.failed).toBe(told('failed', type, strategy));
    expect(counts.open).toBeGreaterThanOrEqual(0);
    expect(counts.attempts).toBe(counts.succeeded + counts.failed + counts.open);
  };
  check(recovery.total);
  for (const type of ['a', 'b', 'sensor_lost']) check(recovery.countsOf(type) as typeof recovery.total, type);
  for (const name of ['x', 'y'])
    check(recovery.countsOfStrategy(name) as typeof recovery.total, undefined, name);
  const open = recovery.troubles.filter(({ phase }) => phase === 'attempting').length;
  expect(recovery.total.open).toBe(open);
  const sum = (of: 'attempts' | 'succeeded' | 'failed' | 'escalated') =>
    RECOVERY_TYPES.reduce((total, type) => total + recovery.countsOf(type)[of], 0);
  expect(sum('attempts')).toBe(recovery.total.attempts);
  expect(sum('escalated')).toBe(recovery.total.escalated);
}

// The form of a strategy: its defaults, and what is refused.
import { describe, expect, it } from 'vitest';
import {
  type RecoveryContext,
  type RecoveryStrategy,
  strategyOf,
} from '../../../src/control/recovery/strategy.js';

const CONTEXT: RecoveryContext = {
  ...{ type: 'valve', subject: 'valve 3', reason: 'it sticks', attempt: 1, nowS: 5, data: undefined },
  request() {},
};
const valid: RecoveryStrategy = { name: 'shake', attempt: ({ subject }) => `shaken: ${subject}` };

describe('a strategy', () => {
  it('has three attempts, a second to settle and half a second to hold, unless it says otherwise', () => {
    expect(strategyOf(valid, true)).toMatchObject({ maxAttempts: 3, settleS: 1, holdS: 0.5, isCustom: true });
    const own = { ...valid, maxAttempts: 1, settleS: 2, holdS: 0 };
    expect(strategyOf(own, false)).toMatchObject({ maxAttempts: 1, settleS: 2, holdS: 0, isCustom: false });
  });

  it('applies always and never stands, unless it says otherwise', () => {
    const plain = strategyOf(valid, true);
    expect([plain.attempt(CONTEXT), plain.applies(CONTEXT), plain.stands(CONTEXT)]).toEqual([
      'shaken: valve 3',
      true,
      false,
    ]);
    const own = strategyOf(
      { ...valid, applies: ({ nowS }) => nowS > 10, stands: ({ nowS }) => nowS < 10 },
      true,
    );
    expect([own.applies(CONTEXT), own.stands(CONTEXT)]).toEqual([false, true]);
  });

  it('in its short form is a function, named like it', () => {
    const { name, attempt } = strategyOf(function shake() {
      return 'shaken';
    }, true);
    expect([name, attempt(CONTEXT)]).toEqual(['shake', 'shaken']);
    expect(strategyOf(() => 1, true).name).toBe('custom');
  });
});

describe('a strategy is refused', () => {
  it.each<[string, unknown]>([
    ['without a name', { attempt() {} }],
    ['with a number as its name', { name: 5, attempt() {} }],
    ['with an empty name', { ...valid, name: '' }],
    ['without an attempt', { name: 'shake' }],
    ['with an attempt that is no function', { name: 'shake', attempt: true }],
  ])('%s', (_what, given) => {
    expect(() => strategyOf(given as RecoveryStrategy, true)).toThrow(
      new RangeError('a recovery strategy needs a name and a function attempt'),
    );
  });

  it.each([0, -1, 1.5, Number.NaN])('with %d attempts', (maxAttempts) => {
    expect(() => strategyOf({ ...valid, maxAttempts }, true)).toThrow(
      new RangeError(`strategy shake: maxAttempts is ${maxAttempts}; give a whole number from 1 on`),
    );
  });

  it.each([
    { settleS: 0 },
    { settleS: -1 },
    { settleS: Number.NaN },
    { settleS: Number.POSITIVE_INFINITY },
    { holdS: -0.1 },
    { holdS: Number.NaN },
    { holdS: Number.POSITIVE_INFINITY },
  ])('with the times %j', (times) => {
    expect(() => strategyOf({ ...valid, ...times }, true)).toThrow(
      new RangeError('strategy shake: give settleS above 0 s and holdS of 0 s or more'),
    );
  });
});

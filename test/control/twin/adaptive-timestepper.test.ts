// How the timestep of the digital twin is chosen, and the rules that it always follows.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  AdaptiveTimestepper,
  ERROR_TOLERANCE,
  TARGET_LOAD,
} from '../../../src/control/twin/adaptive-timestepper.js';
import { TWIN_REASONS } from '../../../src/vocabulary/words.js';

const MIN = 0.05;
const MAX = 0.2;
const LIMITS = { adaptive: true, minTimestep: MIN, maxTimestep: MAX };
const IDLE = 0.1;

/** Decides once, and returns the result. */
function decide(stepper: AdaptiveTimestepper, load: number, error: number): number {
  stepper.load = load;
  stepper.error = error;
  stepper.decide();
  return stepper.timestepS;
}

function decideOften(stepper: AdaptiveTimestepper, times: number, load: number, error: number): number[] {
  return Array.from({ length: times }, () => decide(stepper, load, error));
}

function reasonOf(stepper: AdaptiveTimestepper): string | undefined {
  return TWIN_REASONS[stepper.reason];
}

/** A model of third order: its error grows with the cube of the step. */
function decideOnModel(stepper: AdaptiveTimestepper, times: number, errorAtOneTenth: number): number[] {
  return Array.from({ length: times }, () =>
    decide(stepper, IDLE, errorAtOneTenth * (stepper.timestepS / 0.1) ** 3),
  );
}

describe('AdaptiveTimestepper', () => {
  describe('where the original was wrong', () => {
    it('raises the timestep under overload monotonically to the maximum, where the original reduced it', () => {
      const stepper = new AdaptiveTimestepper({ ...LIMITS, initialTimestep: 0.1 });
      const steps = [0.1, ...decideOften(stepper, 30, 2, ERROR_TOLERANCE)];
      const overloaded = steps.slice(steps.findIndex((step, i) => i > 0 && step > 0.1));
      expect(overloaded.every((step, i) => i === 0 || step >= overloaded[i - 1]!)).toBe(true);
      expect(Math.min(...steps)).toBeGreaterThanOrEqual(0.1);
      expect(steps.at(-1)).toBe(MAX);
      expect(reasonOf(stepper)).toBe('load');
    });

    it('does not go to the minimum when ticks are fast: the error decides, the load only limits', () => {
      const stepper = new AdaptiveTimestepper({ ...LIMITS, initialTimestep: 0.1 });
      expect(decideOften(stepper, 2000, 0.01, ERROR_TOLERANCE / 2).at(-1)).toBe(0.1);
      expect(decideOften(stepper, 2000, 0.01, ERROR_TOLERANCE / 1e4).at(-1)).toBe(MAX);
    });

    it('recommends a change exactly when it makes one, and counts it', () => {
      const stepper = new AdaptiveTimestepper({ ...LIMITS, initialTimestep: 0.1 });
      let changes = 0;
      for (let i = 0; i < 200; i++) {
        const before = stepper.timestepS;
        const after = decide(stepper, IDLE, i < 100 ? ERROR_TOLERANCE * 10 : ERROR_TOLERANCE / 1e3);
        expect(stepper.adjusted).toBe(after !== before);
        if (after !== before) changes++;
      }
      expect(changes).toBeGreaterThan(4);
      expect(stepper.adjustments).toBe(changes);
    });
  });

  it('takes smaller steps, down to the minimum, when the error is above the tolerance, and gives the reason', () => {
    const stepper = new AdaptiveTimestepper({ ...LIMITS, initialTimestep: 0.2 });
    expect(decide(stepper, IDLE, ERROR_TOLERANCE * 5)).toBeLessThan(0.2);
    expect(reasonOf(stepper)).toBe('error');
    expect(decideOften(stepper, 20, IDLE, ERROR_TOLERANCE * 5).at(-1)).toBe(MIN);
    expect(reasonOf(stepper)).toBe('limit');
  });

  it('gives the load priority when there are a large error and an overload', () => {
    const stepper = new AdaptiveTimestepper({ ...LIMITS, initialTimestep: 0.06 });
    expect(decideOften(stepper, 40, 1.2, ERROR_TOLERANCE * 100).at(-1)).toBe(MAX);
    expect(reasonOf(stepper)).toBe('load');
  });

  it('returns to the step that the error needs when the overload is over', () => {
    const stepper = new AdaptiveTimestepper(LIMITS);
    decideOften(stepper, 40, 1.5, ERROR_TOLERANCE * 10);
    expect(decideOften(stepper, 200, 0.2, ERROR_TOLERANCE * 10).at(-1)).toBe(MIN);
  });

  it('keeps its step while the load is between relaxed and target, so that its own cost cannot make it oscillate', () => {
    const stepper = new AdaptiveTimestepper(LIMITS);
    decideOften(stepper, 5, 1.1, ERROR_TOLERANCE * 10);
    const settled = decideOften(stepper, 20, 0.75, ERROR_TOLERANCE * 10).at(-1)!;
    expect(decideOften(stepper, 500, 0.75, ERROR_TOLERANCE * 10)).toEqual(Array(500).fill(settled));
    expect(reasonOf(stepper)).toBe('load');
  });

  it('ignores a single slow tick', () => {
    const stepper = new AdaptiveTimestepper({ ...LIMITS, initialTimestep: 0.1 });
    decideOften(stepper, 20, IDLE, ERROR_TOLERANCE / 2);
    decide(stepper, 2, ERROR_TOLERANCE / 2);
    expect(decideOften(stepper, 20, IDLE, ERROR_TOLERANCE / 2).at(-1)).toBe(0.1);
  });

  it.each([1e-9, 1e-6, 1e-5, 3e-5, 1e-4, 1e-2])(
    'converges on a model with an error of %s and then stays',
    (error) => {
      const stepper = new AdaptiveTimestepper(LIMITS);
      decideOnModel(stepper, 200, error);
      const [settled, ...rest] = decideOnModel(stepper, 500, error);
      expect(rest.every((step) => step === settled)).toBe(true);
      expect(['steady', 'limit']).toContain(reasonOf(stepper));
    },
  );

  it('never changes its step when it is not adaptive', () => {
    const stepper = new AdaptiveTimestepper({ ...LIMITS, adaptive: false, initialTimestep: 0.1 });
    expect(decideOften(stepper, 50, 3, 1).every((step) => step === 0.1)).toBe(true);
    expect(stepper.adjustments).toBe(0);
    expect(reasonOf(stepper)).toBe('fixed');
  });

  it('ignores an error or a load that is not a number', () => {
    const stepper = new AdaptiveTimestepper(LIMITS);
    decide(stepper, Number.NaN, Number.NaN);
    decide(stepper, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY);
    expect(decideOften(stepper, 100, IDLE, 1e-9).at(-1)).toBe(MAX);
  });

  it.each([
    [0, 0.2],
    [0.2, 0.05],
    [Number.NaN, 0.2],
  ])('refuses the limits %s..%s s', (minTimestep, maxTimestep) => {
    expect(() => new AdaptiveTimestepper({ adaptive: true, minTimestep, maxTimestep })).toThrow(RangeError);
  });

  describe('for all loads and errors', () => {
    const load = fc.double({ min: 0, max: 5, noNaN: true });
    const error = fc.double({ min: 0, max: 1, noNaN: true });

    it('stays within its limits', () => {
      fc.assert(
        fc.property(fc.array(fc.tuple(load, error), { maxLength: 200 }), (inputs) => {
          const stepper = new AdaptiveTimestepper(LIMITS);
          for (const [l, e] of inputs) {
            const step = decide(stepper, l, e);
            expect(step).toBeGreaterThanOrEqual(MIN);
            expect(step).toBeLessThanOrEqual(MAX);
            expect(TWIN_REASONS[stepper.reason]).toBeDefined();
          }
        }),
      );
    });

    it('never takes a smaller step while an overload lasts or grows', () => {
      const growing = fc
        .array(fc.double({ min: TARGET_LOAD + 0.01, max: 5, noNaN: true }), { minLength: 2, maxLength: 60 })
        .map((loads) => loads.sort((a, b) => a - b));
      fc.assert(
        fc.property(growing, fc.array(error, { minLength: 60, maxLength: 60 }), (loads, errors) => {
          const stepper = new AdaptiveTimestepper({ ...LIMITS, initialTimestep: MIN });
          decideOften(stepper, 50, loads[0]!, 0);
          let last = stepper.timestepS;
          loads.forEach((l, i) => {
            const step = decide(stepper, l, errors[i]!);
            expect(step).toBeGreaterThanOrEqual(last);
            last = step;
          });
        }),
      );
    });

    it('takes no smaller step under a higher constant load', () => {
      fc.assert(
        fc.property(load, load, error, (a, b, e) => {
          const [low, high] = [new AdaptiveTimestepper(LIMITS), new AdaptiveTimestepper(LIMITS)];
          const atLow = decideOften(low, 300, Math.min(a, b), e).at(-1)!;
          const atHigh = decideOften(high, 300, Math.max(a, b), e).at(-1)!;
          expect(atHigh).toBeGreaterThanOrEqual(atLow);
        }),
      );
    });
  });
});

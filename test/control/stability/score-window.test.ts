// The stability score over its window.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ScoreWindow } from '../../../src/control/stability/score-window.js';

function tick(window: ScoreWindow, outcomes: readonly boolean[], beyondLimit = false): number {
  outcomes.forEach((failed, id) => {
    window.judge(id, failed);
  });
  if (beyondLimit) window.failTick();
  window.endTick();
  return window.score;
}

describe('ScoreWindow', () => {
  it('is 1 before anything was checked', () => {
    expect(new ScoreWindow(10, 4).score).toBe(1);
  });

  it('is the share of checks that held', () => {
    const window = new ScoreWindow(10, 4);
    expect(tick(window, [true, false, false, false])).toBe(0.75);
    expect(tick(window, [false, false, false, false])).toBe(0.875);
  });

  it('counts a tick beyond a limit as completely failed', () => {
    const window = new ScoreWindow(2, 4);
    tick(window, [false, false, false, false]);
    expect(tick(window, [true, false, false, false], true)).toBe(0.5);
  });

  it('counts a check that keeps failing as one violation, and one that fails again as another', () => {
    const window = new ScoreWindow(10, 2);
    for (const failed of [true, true, true, false, true]) tick(window, [failed, false]);
    expect(window.violations).toBe(2);
  });

  it('is within 0..1 for every history, and exactly 1 when the failures have left the window', () => {
    const history = fc.array(fc.tuple(fc.array(fc.boolean(), { maxLength: 8 }), fc.boolean()), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), history, (ticks, outcomes) => {
        const window = new ScoreWindow(ticks, 8);
        for (const [failed, beyond] of outcomes) {
          const score = tick(window, failed, beyond);
          expect(score >= 0 && score <= 1).toBe(true);
        }
        for (let i = 0; i < ticks; i++) tick(window, [false]);
        expect(window.score).toBe(1);
      }),
    );
  });
});

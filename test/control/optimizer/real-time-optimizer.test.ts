// The optimizer chooses rates and depths of the checks by mode and degradation step.
import { describe, expect, it } from 'vitest';
import {
  type OptimizerOptions,
  RealTimeOptimizer,
} from '../../../src/control/optimizer/real-time-optimizer.js';
import type { Mode } from '../../../src/vocabulary/words.js';

const OPTIONS: OptimizerOptions = {
  adaptive: true,
  periodS: 1 / 15,
  adaptiveSampling: true,
};

/** An optimizer that an overload has moved down to a step. */
function onStep(step: number, mode: Mode, options: Partial<OptimizerOptions> = {}): RealTimeOptimizer {
  const optimizer = new RealTimeOptimizer({ ...OPTIONS, ...options }, mode);
  for (let n = 0; optimizer.ladder.step < step && n < 100; n++) optimizer.update(n, 1, 0, false, mode);
  return optimizer;
}

describe('the optimizer', () => {
  it.each([
    ['performance', 5, 'reduced'],
    ['balanced', 10, 'normal'],
    ['accuracy', 20, 'full'],
  ] as const)('in mode %s streams at %d Hz with %s checks', (mode, hz, depth) => {
    const optimizer = onStep(0, mode);
    expect([optimizer.telemetryHz, optimizer.validation, optimizer.runsTwin]).toEqual([hz, depth, true]);
  });

  it.each([
    ['performance', [5, 2, 2, 2, 0]],
    ['balanced', [10, 5, 5, 5, 0]],
    ['accuracy', [20, 10, 10, 10, 0]],
  ] as const)('in mode %s lowers the rate with the steps of the ladder', (mode, rates) => {
    expect([0, 1, 2, 3, 4].map((step) => onStep(step, mode).telemetryHz)).toEqual(rates);
  });

  it('reduces the checks from step 2 on, and lets the twin rest from step 3 on', () => {
    expect([0, 1, 2, 3, 4].map((step) => onStep(step, 'accuracy').validation)).toEqual([
      'full',
      'full',
      'reduced',
      'reduced',
      'reduced',
    ]);
    expect([0, 1, 2, 3, 4].map((step) => onStep(step, 'accuracy').runsTwin)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });

  it('uses the configured rate instead of the mode’s, and half of it when degraded', () => {
    expect(onStep(0, 'balanced', { baseRateHz: 60 }).telemetryHz).toBe(60);
    expect(onStep(1, 'balanced', { baseRateHz: 60 }).telemetryHz).toBe(30);
    expect(onStep(1, 'balanced', { baseRateHz: 1 }).telemetryHz).toBe(1);
  });

  it('keeps the rate without adaptive sampling, until only priority data is sent', () => {
    expect(
      [1, 3, 4].map((step) => onStep(step, 'balanced', { adaptiveSampling: false }).telemetryHz),
    ).toEqual([10, 10, 0]);
  });

  it('stays on step 0 when it is not adaptive', () => {
    const optimizer = onStep(4, 'balanced', { adaptive: false });
    expect(optimizer.ladder.step).toBe(0);
    expect(optimizer.telemetryHz).toBe(10);
  });
});

describe('the reason that the optimizer gives', () => {
  const RELAXED_S = 0.01;

  it('says that nothing must be left out while ticks are within their budget', () => {
    const optimizer = onStep(0, 'balanced');
    optimizer.update(0, RELAXED_S, 0, false, 'balanced');
    expect(optimizer.standing(0)).toBe('relaxed');
  });

  it('goes from pressed to waiting when the cause is gone, then to trial of a better step, then back to relaxed', () => {
    const optimizer = onStep(1, 'balanced');
    const standings: string[] = [];
    for (let nowS = 100; nowS < 110; nowS += 1 / 15) {
      const computeS = nowS < 101 ? 1 : RELAXED_S;
      optimizer.update(nowS, computeS, 0, false, 'balanced');
      const standing = optimizer.standing(nowS);
      if (standing !== standings.at(-1)) standings.push(standing);
    }
    expect(standings).toEqual(['pressed', 'waiting', 'trial', 'relaxed']);
  });

  it('says that the optimizer is frozen when the configuration freezes it', () => {
    const optimizer = onStep(1, 'balanced', { adaptive: false });
    expect([optimizer.ladder.step, optimizer.standing(100)]).toEqual([0, 'frozen']);
  });
});

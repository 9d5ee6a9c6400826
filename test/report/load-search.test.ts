// The load search's part of the health document.
import { describe, expect, it } from 'vitest';
import type { Health } from '../../src/control/records/health.js';
import { loadSearchFigures } from '../../src/report/load-search.js';
import { LOAD_REASONS } from '../../src/vocabulary/words.js';

const holding: Health['load'] = {
  objective: 'power',
  state: 'holding',
  reason: 'optimum',
  setpoint: 0.85,
  best: 0.84,
  bestValue: 4492.5,
};

describe('the load search in the health document', () => {
  it('names objective, state, setpoint, the best load with its value, and the reason', () => {
    expect(loadSearchFigures(holding)).toEqual({
      objective: 'power',
      state: 'holding',
      setpoint: 0.85,
      best: 0.84,
      value: 4492.5,
      reason: 'no other load is better',
    });
  });

  it('has no best load before one is known', () => {
    const early = { ...holding, state: 'frozen', best: Number.NaN, bestValue: Number.NaN } as const;
    expect(loadSearchFigures(early)).toMatchObject({ best: null, value: null });
  });

  it.each(LOAD_REASONS)('has a sentence for the reason %s', (reason) => {
    expect(loadSearchFigures({ ...holding, reason }).reason).toMatch(/^[a-z].* .*[a-z)]$/);
  });
});

// What the health document says of the search on the load.
import { describe, expect, it } from 'vitest';
import { HEALTH } from '../../src/control/records/health-record.js';
import { LOAD_OBJECTIVES, LOAD_REASONS, LOAD_SEARCH_STATES } from '../../src/control/vocabulary.js';
import { loadSearchFigures } from '../../src/report/load-search.js';

function record(
  objective: (typeof LOAD_OBJECTIVES)[number],
  state: (typeof LOAD_SEARCH_STATES)[number],
  reason: (typeof LOAD_REASONS)[number],
): Float64Array {
  const record = new Float64Array(HEALTH.counters);
  record[HEALTH.loadObjective] = LOAD_OBJECTIVES.indexOf(objective);
  record[HEALTH.loadState] = LOAD_SEARCH_STATES.indexOf(state);
  record[HEALTH.loadReason] = LOAD_REASONS.indexOf(reason);
  record[HEALTH.loadSetpoint] = 0.85;
  record[HEALTH.loadBest] = 0.84;
  record[HEALTH.loadBestValue] = 4492.5;
  return record;
}

describe('the search on the load in the health document', () => {
  it('names objective, state, setpoint, the best load with its value, and the reason', () => {
    expect(loadSearchFigures(record('power', 'holding', 'optimum'))).toEqual({
      objective: 'power',
      state: 'holding',
      setpoint: 0.85,
      best: 0.84,
      value: 4492.5,
      reason: 'no other load is better',
    });
  });

  it('has no best load before there is one', () => {
    const early = record('efficiency', 'frozen', 'not_running');
    early[HEALTH.loadBest] = Number.NaN;
    early[HEALTH.loadBestValue] = Number.NaN;
    expect(loadSearchFigures(early)).toMatchObject({ best: null, value: null });
  });

  it.each(LOAD_REASONS)('has a sentence for the reason %s', (reason) => {
    expect(loadSearchFigures(record('power', 'probing', reason)).reason).toMatch(/^[a-z].* .*[a-z)]$/);
  });
});

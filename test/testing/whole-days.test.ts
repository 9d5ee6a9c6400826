// Runs the scenarios of whole days in `test/scenarios/days`. Their expectations hold over the first two hours as well.
import { describe, it } from 'vitest';
import { parseExpectation } from '../../src/testing/scenario/scenario-schema.js';
import { expectToPass, scenariosOf } from './scenario-folder.js';

const DAY_S = 86_400;
/** With `KPP_LONG=1` the test runs whole days and takes most of a minute for each; without it, two hours of them. */
const LONGEST_S = process.env.KPP_LONG === '1' ? Number.POSITIVE_INFINITY : 2 * 3600;
/** More alarms a day are too many for an operator (EEMUA 191: one in ten minutes). Each has an event when it begins and when it ends. */
const MOST_ALARMS_A_DAY = 144;

describe('the controller', () => {
  for (const { file, scenario } of scenariosOf('test/scenarios/days/')) {
    const duration = Math.min(LONGEST_S, scenario.duration);
    const mostEvents = Math.floor((2 * MOST_ALARMS_A_DAY * duration) / DAY_S);
    const few = parseExpectation({ count: { event: 'alert' }, within: [0, mostEvents] });
    it(`${file}: ${scenario.name}`, { timeout: 600_000 }, () =>
      expectToPass({ ...scenario, duration, expect: [...scenario.expect, few] }, file),
    );
  }
});

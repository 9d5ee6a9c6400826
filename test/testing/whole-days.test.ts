// Runs the scenarios of whole days in `test/scenarios/days`. Their expectations hold over the first two hours as well.
import { describe, it } from 'vitest';
import { expectToPass, scenariosOf } from './scenario-folder.js';

/** With `KPP_LONG=1` the test runs whole days and takes most of a minute for each; without it, two hours of them. */
const LONGEST_S = process.env.KPP_LONG === '1' ? Number.POSITIVE_INFINITY : 2 * 3600;

describe('the controller', () => {
  for (const { file, scenario } of scenariosOf('test/scenarios/days/')) {
    const duration = Math.min(LONGEST_S, scenario.duration);
    it(`${file}: ${scenario.name}`, { timeout: 600_000 }, () =>
      expectToPass({ ...scenario, duration }, file),
    );
  }
});

// Runs the scenarios of whole days in `test/scenarios/days`. Their expectations hold over the first two hours as well.
import { describe, expect, it } from 'vitest';
import { builtInOf } from '../../src/catalogue/alarm-ids.js';
import { Bench } from '../../src/testing/bench.js';
import { parseExpectation, type Scenario } from '../../src/testing/scenario/scenario-schema.js';
import { VIRTUAL_EPOCH_MS } from '../../src/testing/virtual-clock.js';
import type { Alert } from '../../src/vocabulary/events.js';
import { expectToPass, scenariosOf } from './scenario-folder.js';

const DAY_S = 86_400;
/** With `KPP_LONG=1` the test runs whole days and takes most of a minute for each; without it, two hours of them. */
const LONGEST_S = process.env.KPP_LONG === '1' ? Number.POSITIVE_INFINITY : 2 * 3600;
/** More alarms a day are too many for an operator (EEMUA 191: one in ten minutes). Each has an event when it begins and when it ends. */
const MOST_ALARMS_A_DAY = 144;
const DAYS = scenariosOf('test/scenarios/days/');

interface FaultStep {
  readonly at: number;
  readonly for: number;
  readonly fault: string;
  readonly channel?: string;
}

function faultsOf({ steps }: Scenario): FaultStep[] {
  return (steps as readonly Partial<FaultStep>[]).filter(
    (step): step is FaultStep => step.fault !== undefined,
  );
}

/**
 * What the built-in alarms name that were raised while each fault lasted: a channel, or the alarm itself. A rule on an efficiency that
 * is low because of the fault is not another cause.
 */
async function causesOf(scenario: Scenario): Promise<string[][]> {
  const faults = faultsOf(scenario);
  const bench = await Bench.create(scenario.config, { seed: scenario.seed });
  for (const step of scenario.steps) bench.schedule(step);
  bench.runTo(Math.max(...faults.map(({ at, for: seconds }) => at + seconds)));
  const alerts = bench.events
    .filter(({ type }) => type === 'alert')
    .map(({ data }) => data as unknown as Alert);
  await bench.dispose();
  const raised = alerts.filter(({ rule, state }) => state === 'active' && builtInOf(rule) !== null);
  return faults.map(({ at, for: seconds }) => {
    const during = raised.filter(
      ({ ts }) => ts >= VIRTUAL_EPOCH_MS + 1000 * at && ts < VIRTUAL_EPOCH_MS + 1000 * (at + seconds),
    );
    return [...new Set(during.map(({ rule, channel }) => channel ?? rule))];
  });
}

describe('the controller', () => {
  for (const { file, scenario } of DAYS) {
    const duration = Math.min(LONGEST_S, scenario.duration);
    const mostEvents = Math.floor((2 * MOST_ALARMS_A_DAY * duration) / DAY_S);
    const few = parseExpectation({ count: { event: 'alert' }, within: [0, mostEvents] });
    it(`${file}: ${scenario.name}`, { timeout: 600_000 }, () =>
      expectToPass({ ...scenario, duration, expect: [...scenario.expect, few] }, file),
    );
  }
});

describe('the alarms of a fault have one cause', () => {
  for (const { file, scenario } of DAYS.filter((one) => faultsOf(one.scenario).length > 0)) {
    it(`${file}: the channel of the fault`, { timeout: 300_000 }, async () => {
      const wanted = faultsOf(scenario).map(({ channel = 'generator.speed' }) => [channel]);
      expect(await causesOf(scenario)).toEqual(wanted);
    });
  }
});

// Runs a scenario: its steps at their times, its judges on every control tick, a hash over all that came out.
import { createHash, type Hash } from 'node:crypto';
import { parseConfig, SCENARIO_DEFAULTS } from '../config/index.js';
import { ScenarioActions } from './actions.js';
import { Bench } from './bench.js';
import { judgeFor, type Verdict } from './judges.js';
import { RunView } from './run-view.js';
import { type Scenario, ScenarioError } from './scenario-schema.js';

export interface ScenarioResult {
  readonly name: string;
  readonly passed: boolean;
  readonly expectations: readonly Verdict[];
  /** Control ticks. */
  readonly ticks: number;
  /** SHA-256 over the outcome of every base tick: equal runs have equal hashes. */
  readonly stateHash: string;
}

export interface RunOptions {
  /** Text and name of the configuration file below the scenario's own `config`. */
  readonly config?: { readonly text: string; readonly file: string } | undefined;
  /** `key.path=value`, over everything else. */
  readonly sets?: readonly string[] | undefined;
}

/**
 * Runs one scenario in virtual time on the simulated plant.
 *
 * @param file how the file is called in problems
 * @throws ScenarioError when the configuration or a step makes no sense
 */
export async function runScenario(
  scenario: Scenario,
  file: string,
  options: RunOptions = {},
): Promise<ScenarioResult> {
  const bench = await Bench.create(configure(scenario, file, options));
  const actions = new ScenarioActions(bench, scenario.steps, file);
  const judges = scenario.expect.map(judgeFor);
  const view = new RunView(bench);
  const hash = createHash('sha256');
  let ticks = 0;
  while (bench.timeS < scenario.duration) {
    actions.due(bench.nextTimeS);
    const isControlTick = bench.tick();
    mix(hash, bench);
    if (!isControlTick) continue;
    ticks++;
    view.refresh();
    for (const judge of judges) judge.observe(view);
  }
  const expectations = judges.map((judge) => judge.verdict());
  return {
    name: scenario.name,
    passed: expectations.every(({ passed }) => passed),
    expectations,
    ticks,
    stateHash: hash.digest('hex'),
  };
}

function configure(scenario: Scenario, file: string, { config, sets }: RunOptions) {
  const { config: parsed, problems } = parseConfig(config?.text ?? '', config?.file ?? '(defaults)', {
    defaults: SCENARIO_DEFAULTS,
    overrides: {
      values: { 'hal.sim.seed': scenario.seed, ...scenario.config, 'hal.kind': 'sim' },
      at: { file, line: 1, column: 1 },
    },
    sets,
  });
  if (parsed === undefined) {
    throw new ScenarioError(problems.map(({ key, message }) => `${file}: config.${key}: ${message}`));
  }
  return parsed;
}

/** The frame holds values, qualities, states and setpoints; events are what it does not show. */
function mix(hash: Hash, bench: Bench): void {
  hash.update(new Uint8Array(bench.frame.buffer));
  if (bench.events.length > 0) hash.update(JSON.stringify(bench.events));
}

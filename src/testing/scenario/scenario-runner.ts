// Runs a scenario: its steps at their times, its expectations on every control tick or base tick.
import { HalError } from '../../../hal/hal.js';
import { isHostChannel } from '../../catalogue/host-channels.js';
import { ConfigError } from '../../config/index.js';
import { Bench } from '../bench.js';
import type { RunOptions } from '../configuration.js';
import { DEVICE_FAULTS } from './device-faults.js';
import type { Verdict } from './judge.js';
import { judgeFor } from './judges.js';
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

/**
 * Runs one scenario in virtual time on the simulated plant. It uses virtual devices when the options ask for them, when the
 * scenario's configuration sets `hal.kind: linux`, or when the scenario has a fault of a device.
 *
 * @param file name of the file, for problems
 * @param options all options of a run except the seed, which the scenario gives
 * @throws ScenarioError when the configuration or a step is not valid
 */
export async function runScenario(
  scenario: Scenario,
  file: string,
  options: Omit<RunOptions, 'seed'> = {},
): Promise<ScenarioResult> {
  const bench = await createBench(scenario, file, options);
  schedule(bench, scenario, file);
  checkPaths(bench, scenario, file);
  const verdicts = scenario.expect.map((expectation) => bench.watch(judgeFor(expectation)));
  await bench.passTo(scenario.duration);
  const expectations = verdicts.map((verdict) => verdict());
  const { ticks, stateHash } = bench;
  await bench.dispose();
  return {
    name: scenario.name,
    passed: expectations.every(({ passed }) => passed),
    expectations,
    ticks,
    stateHash,
  };
}

async function createBench(
  scenario: Scenario,
  file: string,
  options: Omit<RunOptions, 'seed'>,
): Promise<Bench> {
  const virtualDevices = hasDeviceFault(scenario) ? true : options.virtualDevices;
  try {
    const { seed, config } = scenario;
    return await Bench.create(config, { ...options, seed, virtualDevices, host: hostChannels(scenario) });
  } catch (error) {
    if (error instanceof HalError) throw new ScenarioError([`${file}: ${error.message} ${error.fix}`]);
    if (!(error instanceof ConfigError)) throw error;
    throw new ScenarioError(error.problems.map(({ key, message }) => `${file}: config.${key}: ${message}`));
  }
}

/** A run has only those figures of the computer to which its steps give values: those of the computer itself would differ from run to run. */
function hostChannels({ steps }: Scenario): string[] {
  return steps.flatMap((step) =>
    'fault' in step && typeof step.channel === 'string' && isHostChannel(step.channel) ? [step.channel] : [],
  );
}

function hasDeviceFault({ steps }: Scenario): boolean {
  return steps.some((step) => 'fault' in step && Object.hasOwn(DEVICE_FAULTS, step.fault));
}

function checkPaths(bench: Bench, { expect }: Scenario, file: string): void {
  const problems = expect.flatMap((one, i) =>
    bench.problemsOf(one).map((what) => `${file}: expect.${i}: ${what}`),
  );
  if (problems.length > 0) throw new ScenarioError(problems);
}

function schedule(bench: Bench, { steps }: Scenario, file: string): void {
  const problems = steps.flatMap((step, i) => {
    try {
      bench.schedule(step);
      return [];
    } catch (error) {
      return [`${file}: steps.${i}: ${(error as Error).message}`];
    }
  });
  if (problems.length > 0) throw new ScenarioError(problems);
}

// `kpp scenario`: runs scenario files in virtual time and prints a verdict for each expectation.
import { readFileSync, writeFileSync } from 'node:fs';
import { junitReport } from '../../testing/junit.js';
import { runScenario, type ScenarioResult } from '../../testing/scenario-runner.js';
import { parseScenario, ScenarioError } from '../../testing/scenario-schema.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';

export interface ScenarioOptions {
  readonly config?: string | undefined;
  readonly set: readonly string[];
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
}

export async function runScenarios(files: readonly string[], options: ScenarioOptions): Promise<number> {
  const results: { file: string; result: ScenarioResult; seconds: number }[] = [];
  for (const file of files) {
    const began = performance.now();
    const result = await runFile(file, options);
    const seconds = (performance.now() - began) / 1000;
    results.push({ file, result, seconds });
    process.stdout.write(
      options.json === true ? `${JSON.stringify(result)}\n` : verdicts(file, result, seconds),
    );
  }
  if (options.junit !== undefined) writeFileSync(options.junit, junitReport(results));
  return results.every(({ result }) => result.passed) ? EXIT.ok : EXIT.failed;
}

async function runFile(file: string, { config, set }: ScenarioOptions): Promise<ScenarioResult> {
  try {
    const scenario = parseScenario(read(file), file);
    const layer = config === undefined ? undefined : { text: read(config), file: config };
    return await runScenario(scenario, file, { config: layer, sets: set });
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const fix = 'Correct what is listed; the README shows the form of a scenario file.';
    throw new CommandFailure(error.message, fix, EXIT.config, { cause: error });
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new CommandFailure(`${file}: ${why}.`, 'Name scenario files that are there.', EXIT.failed, {
      cause: error,
    });
  }
}

function verdicts(
  file: string,
  { name, passed, expectations, ticks }: ScenarioResult,
  seconds: number,
): string {
  const lines = expectations.map(
    ({ passed: ok, text, message }) => `  ${ok ? 'pass' : 'FAIL'}  ${text}${message && `: ${message}`}`,
  );
  const kept = expectations.filter((one) => one.passed).length;
  const sum = `  ${kept} of ${expectations.length} expectations hold; ${ticks} control ticks in ${seconds.toFixed(2)} s`;
  return `${passed ? 'PASS' : 'FAIL'}  ${name} (${file})\n${[...lines, sum].join('\n')}\n`;
}

// `kpp scenario`: runs scenario files in virtual time, several at once, and prints a verdict for each expectation.
import { readFileSync, writeFileSync } from 'node:fs';
import { junitReport } from '../../testing/scenario/junit.js';
import type { ScenarioJob, ScenarioOutcome } from '../../testing/scenario/scenario-job.js';
import { runJobs } from '../../testing/scenario/scenario-pool.js';
import type { ScenarioResult } from '../../testing/scenario/scenario-runner.js';
import { EXIT } from '../exit-codes.js';
import { CommandFailure } from '../fail.js';

export interface ScenarioOptions {
  readonly config?: string | undefined;
  readonly set: readonly string[];
  readonly json?: boolean | undefined;
  readonly junit?: string | undefined;
  readonly virtualDevices?: boolean | undefined;
}

export async function runScenarios(files: readonly string[], options: ScenarioOptions): Promise<number> {
  const { config, set: sets, junit, virtualDevices } = options;
  const below = config === undefined ? undefined : { text: read(config, EXIT.config), name: config };
  const shared = { file: below, sets, virtualDevices };
  const jobs = files.map((file): ScenarioJob => ({ file, text: read(file), options: shared }));
  const show = options.json === true ? asJson : asText;
  const outcomes = await runJobs(jobs, (outcome, { file }) => {
    if ('result' in outcome) process.stdout.write(`${show(file, outcome.result, outcome.seconds)}\n`);
  });
  if (junit !== undefined)
    write(junit, junitReport(outcomes.map((outcome, i) => ({ file: files[i]!, outcome }))));
  return exitCodeOf(outcomes);
}

function exitCodeOf(outcomes: readonly ScenarioOutcome[]): number {
  const problems = outcomes.flatMap((outcome) => ('problems' in outcome ? outcome.problems : []));
  if (problems.length > 0) {
    const fix = 'Correct these problems; docs/scenarios.md describes scenario files.';
    throw new CommandFailure(problems.join('\n'), fix, EXIT.config);
  }
  return outcomes.every((outcome) => 'result' in outcome && outcome.result.passed) ? EXIT.ok : EXIT.failed;
}

function read(file: string, exitCode: number = EXIT.failed): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'there is no such file' : `it cannot be read (${code})`;
    throw new CommandFailure(
      `${file}: ${why}.`,
      'Give the path of an existing file that you may read.',
      exitCode,
      { cause: error },
    );
  }
}

function write(file: string, text: string): void {
  try {
    writeFileSync(file, text);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const fix = 'Name another file with --junit OUT.';
    throw new CommandFailure(`${file}: the report cannot be written (${code}).`, fix, EXIT.failed, {
      cause: error,
    });
  }
}

/** Only the documented fields; a value that does not exist is null. */
function asJson(_file: string, { name, passed, expectations, ticks, stateHash }: ScenarioResult): string {
  const judged = expectations.map(({ text, passed: holds, at, seen = null, message }) => ({
    text,
    passed: holds,
    at,
    seen,
    message,
  }));
  return JSON.stringify({ name, passed, expectations: judged, ticks, stateHash });
}

function asText(
  file: string,
  { name, passed, expectations, ticks }: ScenarioResult,
  seconds: number,
): string {
  const lines = expectations.map(
    ({ passed: ok, text, message }) => `  ${ok ? 'pass' : 'FAIL'}  ${text}${message && `: ${message}`}`,
  );
  const kept = expectations.filter((one) => one.passed).length;
  const sum = `  ${kept} of ${expectations.length} expectations hold; ${ticks} control ticks in ${seconds.toFixed(2)} s`;
  return `${passed ? 'PASS' : 'FAIL'}  ${name} (${file})\n${[...lines, sum].join('\n')}`;
}

// One scenario file as a job for a thread: the input of the run and its outcome, both plain data.
import type { RunOptions } from '../configuration.js';
import { runScenario, type ScenarioResult } from './scenario-runner.js';
import { parseScenario, ScenarioError } from './scenario-schema.js';

export interface ScenarioJob {
  /** Name of the file, for problems and reports. */
  readonly file: string;
  readonly text: string;
  readonly options: Omit<RunOptions, 'seed'>;
}

export type ScenarioOutcome =
  /** `seconds`: real time of the run. */
  | { readonly result: ScenarioResult; readonly seconds: number }
  /** The reasons why the file cannot be run, each with its place. */
  | { readonly problems: readonly string[] };

/** Runs the file. Problems of the file itself are an outcome, not an error. */
export async function runJob({ file, text, options }: ScenarioJob): Promise<ScenarioOutcome> {
  const began = performance.now();
  try {
    const result = await runScenario(parseScenario(text, file), file, options);
    return { result, seconds: (performance.now() - began) / 1000 };
  } catch (error) {
    if (error instanceof ScenarioError) return { problems: error.problems };
    throw error;
  }
}

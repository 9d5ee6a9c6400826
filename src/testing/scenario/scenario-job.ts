// One scenario file as a job: what a thread needs to run it, and what comes back, both plain data.
import type { RunOptions } from '../configuration.js';
import { runScenario, type ScenarioResult } from './scenario-runner.js';
import { parseScenario, ScenarioError } from './scenario-schema.js';

export interface ScenarioJob {
  /** How the file is called in problems and reports. */
  readonly file: string;
  readonly text: string;
  readonly options: Omit<RunOptions, 'seed'>;
}

export type ScenarioOutcome =
  /** `seconds`: real time that the run took. */
  | { readonly result: ScenarioResult; readonly seconds: number }
  /** Why the file cannot be run, each with its place. */
  | { readonly problems: readonly string[] };

/** Runs the file; what is wrong with the file itself is an outcome, not an error. */
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

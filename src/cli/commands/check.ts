// `kpp check`: reads the configuration and prints every problem on standard output.
import { ConfigError, formatProblem, loadConfig, type Problem } from '../../config/index.js';
import { EXIT } from '../exit-codes.js';

export interface CheckOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

/** Exit status 0 when the configuration can be used, even with warnings; 78 when it cannot. */
export function check({ config, set, json = false }: CheckOptions): number {
  const { problems, usable } = judge(config, set);
  if (json) process.stdout.write(`${JSON.stringify({ file: config, usable, problems })}\n`);
  else {
    for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`);
    if (problems.length === 0) process.stdout.write(`${config}: no problems\n`);
  }
  return usable ? EXIT.ok : EXIT.config;
}

function judge(file: string, sets: readonly string[]): { problems: readonly Problem[]; usable: boolean } {
  try {
    return { problems: loadConfig({ file, sets }).problems, usable: true };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems, usable: false };
    throw error;
  }
}

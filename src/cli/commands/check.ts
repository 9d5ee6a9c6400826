// `kpp check`: reads the configuration and prints every problem on standard output.
import { ConfigError, formatProblem, loadConfig, type Problem } from '../../config/index.js';
import { EXIT } from '../exit-codes.js';
import { fileFix } from '../without-configuration.js';

export interface CheckOptions {
  readonly config: string;
  readonly set: readonly string[];
  readonly json?: boolean;
}

/** Exit status 0 when the configuration can be used, even with warnings; 78 when it cannot. */
export function check({ config, set, json = false }: CheckOptions): number {
  const { problems, usable, fix } = judge(config, set);
  if (json) process.stdout.write(`${JSON.stringify({ file: config, usable, problems })}\n`);
  else {
    for (const problem of problems) process.stdout.write(`${formatProblem(problem)}\n`);
    if (problems.length === 0) process.stdout.write(`${config}: no problems\n`);
  }
  if (fix !== null) process.stderr.write(`kpp: ${fix}\n`);
  return usable ? EXIT.ok : EXIT.config;
}

interface Verdict {
  readonly problems: readonly Problem[];
  readonly usable: boolean;
  /** What to do when the file is missing or may not be read. */
  readonly fix: string | null;
}

function judge(file: string, sets: readonly string[]): Verdict {
  try {
    return { problems: loadConfig({ file, sets }).problems, usable: true, fix: null };
  } catch (error) {
    if (error instanceof ConfigError) return { problems: error.problems, usable: false, fix: fileFix(error) };
    throw error;
  }
}

// How a command reports that it failed: one sentence on what is wrong, one sentence on what to do.
import { ConfigError, formatProblem } from '../config/problem.js';
import { EXIT } from './exit-codes.js';
import { fileFix } from './without-configuration.js';

/** An error whose text is meant for the person at the terminal. */
export class CommandFailure extends Error {
  override readonly name = 'CommandFailure';
  constructor(
    /** What is wrong. */
    what: string,
    /** What to do about it. */
    readonly fix: string,
    readonly exitCode: number = EXIT.failed,
    options?: ErrorOptions,
  ) {
    super(what, options);
  }
}

/** Prints why a command failed on standard error and returns its exit status. */
export function reportFailure(error: unknown): number {
  if (error instanceof ConfigError) {
    for (const problem of error.problems) process.stderr.write(`${formatProblem(problem)}\n`);
    if (error.problems.length === 0) process.stderr.write(`kpp: ${error.message}\n`);
    const fix = fileFix(error);
    if (fix !== null) process.stderr.write(`     ${fix}\n`);
    return EXIT.config;
  }
  const message = error instanceof Error ? error.message : String(error);
  const fix = (error as { fix?: unknown } | null)?.fix;
  process.stderr.write(`kpp: ${message}\n`);
  if (typeof fix === 'string' && fix !== '') process.stderr.write(`     ${fix}\n`);
  return error instanceof CommandFailure ? error.exitCode : EXIT.failed;
}

// Runs a program to its end, and turns a failure into one error that says which program failed and why.
import { spawnSync } from 'node:child_process';

const MOST_OUTPUT_BYTES = 256 * 1024 * 1024;

/**
 * Runs a program and returns its standard output as text.
 *
 * @throws an error with the program's own message when it cannot be started or ends with another status than 0
 */
export function output(program, args, options = {}) {
  const result = spawnSync(program, args, { encoding: 'utf8', maxBuffer: MOST_OUTPUT_BYTES, ...options });
  if (result.error?.code === 'ENOENT') throw new Error(`${program} is not installed on this machine`);
  if (result.error) throw new Error(`${program} could not be run: ${result.error.message}`);
  if (result.status !== 0) {
    const said = `${result.stdout}${result.stderr}`.trim();
    const how = result.status === null ? `was ended by ${result.signal}` : `ended with ${result.status}`;
    throw new Error(`${program} ${args.join(' ')} ${how}${said === '' ? '' : `:\n${said}`}`);
  }
  return result.stdout;
}

/** Returns true when the program is on the PATH. */
export function isInstalled(program) {
  return spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}

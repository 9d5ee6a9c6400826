// Finds the external programs that integration tests need.
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

function isOnPath(name: string): boolean {
  return (process.env.PATH ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

/**
 * Returns true when a program is installed: `describe.skipIf(!requireProgram('socat'))`. A missing one is named on standard error.
 *
 * @throws when it is missing and the environment has CI=true, because then no test may be skipped
 */
export function requireProgram(name: string): boolean {
  if (isOnPath(name)) {
    return true;
  }
  if (process.env.CI === 'true') {
    throw new Error(
      `${name} is not installed. Install it: the tests that need it may not be skipped with CI=true.`,
    );
  }
  process.stderr.write(`skipped: tests that need ${name}, which is not installed\n`);
  return false;
}

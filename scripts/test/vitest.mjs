// Runs vitest and counts what passed, failed and was skipped.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, run } from '../prepare.mjs';

export const VITEST = join(root, 'node_modules', 'vitest', 'vitest.mjs');

/** Runs vitest with these arguments; without arguments it runs all tests. Returns the counts. `verbose` reports each test when it ends. */
export function runTests(args, reporter = 'default') {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-test-'));
  const report = join(folder, 'report.json');
  try {
    run(process.execPath, [
      VITEST,
      'run',
      `--reporter=${reporter}`,
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...args,
    ]);
    return count(JSON.parse(readFileSync(report, 'utf8')));
  } catch (error) {
    console.error(`The tests did not finish: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The counts of a vitest report. A file that could not be loaded has no tests; it counts as one failed test. */
export function count({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults }) {
  const broken = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  );
  return {
    passed: numPassedTests,
    failed: numFailedTests + broken.length,
    skipped: numPendingTests + numTodoTests,
  };
}

/** Prints the last line of every run, `N passed, N failed`, and sets the exit status. Each check counts as one test. */
export function conclude(checks, tests) {
  const { passed, failed, skipped, broken } = sum(checks, tests);
  if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  process.exitCode = failed === 0 ? 0 : 1;
}

/** Adds the checks to the counts of the tests. */
export function sum(checks, { passed, failed, skipped }) {
  const broken = checks.filter(({ ok }) => !ok).map(({ name }) => name);
  return {
    passed: passed + checks.length - broken.length,
    failed: failed + broken.length,
    skipped,
    broken,
  };
}

// npm test: installs what is missing (system packages too where it is root), then lint, types, imports, unit, integration.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, installPackages, root, run } from './prepare.mjs';

/** Programs that the integration tests drive, and the Debian package of each. */
const PROGRAMS = {
  mosquitto: 'mosquitto',
  mosquitto_sub: 'mosquitto-clients',
  socat: 'socat',
  openssl: 'openssl',
  chromium: 'chromium',
  'systemd-analyze': 'systemd',
};

const isThere = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

function installPrograms() {
  const missing = Object.keys(PROGRAMS).filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))];
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    console.log(
      `Missing: ${missing.join(', ')}. Tests that need them are skipped; to run them: apt-get install ${packages.join(' ')}`,
    );
    return;
  }
  console.log(`Installing ${packages.join(', ')} ...`);
  // policy-rc.d would be the system's business; a broker that Debian starts by itself does no harm to ours on other ports.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

/** Runs the tests and returns how many passed, failed and were skipped. */
function runTests(arguments_) {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-test-'));
  const report = join(folder, 'report.json');
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    run(process.execPath, [
      vitest,
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...arguments_,
    ]);
    const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = JSON.parse(
      readFileSync(report, 'utf8'),
    );
    // A file that could not even be loaded has no tests to count, but it has failed.
    const broken = testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
    );
    return {
      passed: numPassedTests,
      failed: numFailedTests + broken.length,
      skipped: numPendingTests + numTodoTests,
    };
  } catch (error) {
    console.error(`The tests did not come to their end: ${error.message}`);
    return { passed: 0, failed: 1, skipped: 0 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!installPackages()) process.exit(1);
installPrograms();

const checks = [
  ['lint', () => run('npm', ['run', '--silent', 'lint'])],
  ['types', () => run('npm', ['run', '--silent', 'types'])],
  ['imports', () => run('npm', ['run', '--silent', 'imports'])],
  ['build', build],
].map(([name, check]) => {
  console.log(`\n== ${name}`);
  return [name, check()];
});
console.log('\n== tests');
const tests = runTests(process.argv.slice(2));

const brokenChecks = checks.filter(([, ok]) => !ok).map(([name]) => name);
if (brokenChecks.length > 0) console.log(`\nFailed: ${brokenChecks.join(', ')}`);
const passed = tests.passed + checks.length - brokenChecks.length;
const failed = tests.failed + brokenChecks.length;
console.log(`${passed} passed, ${failed} failed${tests.skipped > 0 ? `, ${tests.skipped} skipped` : ''}`);
process.exitCode = failed === 0 ? 0 : 1;

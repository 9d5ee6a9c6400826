// Installs the Debian packages of the programs that the integration tests use.
import { spawnSync } from 'node:child_process';
import { run } from '../prepare.mjs';

/** Programs that the integration tests use, and the Debian package of each. */
const PROGRAMS = {
  mosquitto: 'mosquitto',
  mosquitto_sub: 'mosquitto-clients',
  socat: 'socat',
  openssl: 'openssl',
  chromium: 'chromium',
  'systemd-analyze': 'systemd',
};

const isThere = (program) => spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;

/** As root: installs the missing packages. Otherwise: prints what to install. */
export function installPrograms() {
  const missing = Object.keys(PROGRAMS).filter((program) => !isThere(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))];
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    console.log(
      `Missing: ${missing.join(', ')}. Tests that need them are skipped. To run them: apt-get install ${packages.join(' ')}`,
    );
    return;
  }
  console.log(`Installing ${packages.join(', ')} ...`);
  // Debian starts the broker as a service. That does no harm, because the tests use other ports.
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

// Installs the Debian packages of the programs that the integration tests use.
import { canInstall, installDebianPackages } from '../support/debian-packages.mjs';
import { isInstalled } from '../support/process.mjs';

/** Programs that the integration tests use, and the Debian package of each. */
const PROGRAMS = {
  mosquitto: 'mosquitto',
  mosquitto_sub: 'mosquitto-clients',
  socat: 'socat',
  openssl: 'openssl',
  chromium: 'chromium',
  'systemd-analyze': 'systemd',
};

/** As root: installs the missing packages. Otherwise: prints what to install. */
export function installPrograms() {
  const missing = Object.keys(PROGRAMS).filter((program) => !isInstalled(program));
  if (missing.length === 0) return;
  const packages = [...new Set(missing.map((program) => PROGRAMS[program]))];
  if (!canInstall()) {
    console.log(
      `Missing: ${missing.join(', ')}. Tests that need them are skipped. To run them: apt-get install ${packages.join(' ')}`,
    );
    return;
  }
  installDebianPackages(packages);
}

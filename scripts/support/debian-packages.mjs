// Installs packages of Debian without a question.
import { run } from '../prepare.mjs';
import { isInstalled } from './process.mjs';

/** True when this user can install packages. */
export function canInstall() {
  return process.getuid?.() === 0 && isInstalled('apt-get');
}

/** Debian starts an installed broker as a service. That does no harm, because the tests use other ports. */
export function installDebianPackages(packages) {
  console.log(`Installing ${packages.join(', ')} ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  run('apt-get', ['update', '-qq'], { env });
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], { env });
}

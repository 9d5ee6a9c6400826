// The command line of `npm run test:package`.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ARCHITECTURES } from '../package/architectures.mjs';
import { makePackages } from '../package/make.mjs';
import { verifyPackages } from '../package/verify.mjs';
import { isInstalled, output } from '../support/process.mjs';
import { Report } from '../support/report.mjs';
import { tryArm64 } from './arm64.mjs';
import { tryInstallation } from './installation.mjs';

const USAGE = `npm run test:package -- [options], as root
  --only lintian,installation,arm64,reproducible   which parts to run (default: all)
  --packages FOLDER   tries the packages in this folder; otherwise it makes them
`;
const PARTS = ['lintian', 'installation', 'arm64', 'reproducible'];
const PROGRAMS = {
  'dpkg-deb': 'dpkg',
  lintian: 'lintian',
  debootstrap: 'debootstrap',
  'qemu-aarch64-static': 'qemu-user-static',
  mosquitto_sub: 'mosquitto-clients',
  'aarch64-linux-gnu-g++': 'g++-aarch64-linux-gnu',
};
const EXIT_USAGE = 64;

export async function main(args) {
  const { values } = parseArgs({
    args,
    options: {
      only: { type: 'string', default: PARTS.join(',') },
      packages: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const parts = values.only.split(',');
  if (values.help || parts.some((part) => !PARTS.includes(part))) {
    console.log(USAGE);
    return values.help ? 0 : EXIT_USAGE;
  }
  const missing = Object.keys(PROGRAMS).filter((program) => !isInstalled(program));
  if (missing.length > 0) {
    const packages = missing.map((program) => PROGRAMS[program]).join(' ');
    console.error(`Missing: ${missing.join(', ')}. Install them: sudo apt-get install ${packages}`);
    return 1;
  }
  if (process.getuid() !== 0) {
    console.error('Installing into a root file system needs root: run it with sudo, or in a container.');
    return 1;
  }
  return run(parts, values.packages);
}

/** @throws an error when the folder has not one package for each architecture, and one bill of materials */
function filesIn(folder) {
  const files = readdirSync(folder).filter((name) => /(?:_(?:amd64|arm64)\.deb|\.cdx\.json)$/.test(name));
  if (files.length !== 3)
    throw new Error(`${folder} should have two packages and one bill: ${files.join(', ')}`);
  return files.map((name) => join(folder, name));
}

async function run(parts, given) {
  const report = new Report();
  const folder = mkdtempSync(join(tmpdir(), 'kpp-packages-'));
  try {
    if (given === undefined) await makePackages(Object.values(ARCHITECTURES), folder);
    const files = filesIn(given ?? folder);
    const [amd64, arm64] = ['_amd64.deb', '_arm64.deb'].map((end) =>
      files.find((file) => file.endsWith(end)),
    );
    const debs = [amd64, arm64];
    if (parts.includes('lintian')) {
      await report.check('lintian has no error and no warning', () => {
        output('lintian', ['--fail-on', 'error,warning', '--allow-root', ...debs]);
      });
    }
    if (parts.includes('installation')) await tryInstallation(report, amd64);
    if (parts.includes('arm64')) await tryArm64(report, arm64);
    if (parts.includes('reproducible')) {
      await report.check('made again in another folder it is the same', () =>
        verifyPackages(Object.keys(ARCHITECTURES).join(','), files),
      );
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  console.log(`\n${report.passed} passed, ${report.failed} failed`);
  return report.failed === 0 ? 0 : 1;
}

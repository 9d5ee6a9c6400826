// The package in a clean Debian 13: installed without a question, used, upgraded, removed and purged.
import { appendFileSync, cpSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { measureDemo } from '../support/demo.mjs';
import { output } from '../support/process.mjs';
import { expectEqual, expectFailure, expectPart } from '../support/report.mjs';
import { freshRoot, inside, insideCommand, TEST_FOLDER } from './debian.mjs';

const EXAMPLES = '/usr/share/doc/kpp-controller/examples';
const CONFIGURATION = 'etc/kpp/controller.yaml';

/** Every entry of the root but /proc, /dev and the folder of this test. */
function entries(machine) {
  const skipped = `( -path /proc -o -path /dev -o -path ${TEST_FOLDER} ) -prune -o -print`;
  return new Set(inside(machine, ['find', '/', ...skipped.split(' ')]).split('\n'));
}

export async function tryInstallation(report, deb) {
  const machine = freshRoot();
  const dpkg = (...args) => inside(machine, ['dpkg', ...args]);
  const file = `${TEST_FOLDER}/${basename(deb)}`;
  cpSync(deb, join(machine.root, file));
  try {
    const before = entries(machine);
    await report.check('installs without a question', () => {
      inside(machine, ['apt-get', 'install', '--yes', '--quiet', file]);
    });
    await report.check('makes the user of the service, with the groups of its devices', () => {
      const groups = inside(machine, ['id', '--name', '--groups', 'kpp']).trim().split(' ').sort();
      expectEqual(groups, ['dialout', 'gpio', 'i2c', 'kpp'], 'the list of groups');
    });
    await report.check('enables the service, and keeps the configuration from others', () => {
      inside(machine, ['test', '-L', '/etc/systemd/system/multi-user.target.wants/kpp-controller.service']);
      expectEqual(
        inside(machine, ['stat', '--format=%a %U %G', `/${CONFIGURATION}`]).trim(),
        '640 root kpp',
        'the access',
      );
    });
    await report.check("checks the configuration as the service's user", () =>
      inside(machine, ['runuser', '-u', 'kpp', '--', 'kpp', 'check']).trim(),
    );
    await report.check('runs a scenario', () => {
      inside(machine, ['kpp', 'scenario', `${EXAMPLES}/scenarios/load-loss.yaml`]);
    });
    await report.check('runs the demo, which a foreign client hears', async () => {
      const { perSecond, status } = await measureDemo(
        (args) => insideCommand(machine, ['kpp', ...args]),
        5,
        60,
      );
      if (perSecond < 5) throw new Error(`${perSecond} messages a second instead of 10`);
      expectEqual(status, 0, 'the exit status');
      return `${perSecond} messages of telemetry a second`;
    });
    await report.check('keeps configuration and store on an upgrade', () => {
      appendFileSync(join(machine.root, CONFIGURATION), '# a change of the owner\n');
      inside(machine, ['install', '-o', 'kpp', '-g', 'kpp', '-D', '/dev/null', '/var/lib/kpp/kpp.db']);
      dpkg('--install', file);
      expectPart(
        readFileSync(join(machine.root, CONFIGURATION), 'utf8'),
        '# a change of the owner',
        'the file',
      );
      inside(machine, ['test', '-f', '/var/lib/kpp/kpp.db']);
    });
    await report.check('refuses an older version, and changes nothing', () => {
      const older = olderPackage(machine.root, file);
      expectFailure(() => dpkg('--install', older), 'is older: it cannot read a store');
      const version = inside(machine, ['kpp', '--version']).trim();
      expectPart(basename(deb), `_${version}_`, 'the file of the package');
    });
    await report.check('leaves configuration and store when it is removed', () => {
      dpkg('--remove', 'kpp-controller');
      inside(machine, ['test', '-f', `/${CONFIGURATION}`, '-a', '-f', '/var/lib/kpp/kpp.db']);
    });
    await report.check('leaves no file behind when it is purged', () => {
      dpkg('--purge', 'kpp-controller');
      const after = entries(machine);
      const left = [...after].filter((entry) => !before.has(entry) && !BY_APT.test(entry));
      const lost = [...before].filter((entry) => !after.has(entry));
      expectEqual([left, lost], [[], []], 'the list of files left over and of files lost');
      expectEqual(
        readFileSync(join(machine.root, 'etc/passwd'), 'utf8').includes('kpp'),
        false,
        'a user kpp',
      );
    });
  } finally {
    machine.remove();
  }
}

/** The same package under version 0.0.1. Returns its path in the root. */
function olderPackage(root, file) {
  const folder = join(root, TEST_FOLDER, 'older');
  output('dpkg-deb', ['--raw-extract', join(root, file), folder]);
  const control = join(folder, 'DEBIAN', 'control');
  writeFileSync(control, readFileSync(control, 'utf8').replace(/^Version: .*$/m, 'Version: 0.0.1'));
  output('dpkg-deb', ['-Znone', '--build', folder, `${folder}.deb`]);
  return `${TEST_FOLDER}/older.deb`;
}

/** What apt itself writes whenever it installs anything. */
const BY_APT = /^\/var\/(?:cache\/(?:apt|debconf)|lib\/apt|log\/apt)\//;

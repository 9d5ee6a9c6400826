// The arm64 package under emulation, with Debian's own nodejs: commands, the demo, and the tests of ring and store.

import { cpSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root as tree } from '../prepare.mjs';
import { cached } from '../support/cache.mjs';
import { measureDemo } from '../support/demo.mjs';
import { output } from '../support/process.mjs';
import { expectEqual, expectPart } from '../support/report.mjs';
import { freshArm64Root, inside, insideCommand } from './debian.mjs';

/** The ring is read and written by several threads at once; the store is the largest native module. */
const TESTS = ['test/shared/record-ring.test.ts', 'test/store'];
const DEMO_S = 10;
/** The emulator is 20 to 50 times slower than the machine. */
const START_S = 240;
const TESTS_S = 3000;

export async function tryArm64(report, deb) {
  const machine = freshArm64Root();
  const node = (...args) => insideCommand(machine, ['/usr/bin/node', ...args]);
  const kpp = (...args) => inside(machine, ['/usr/bin/node', '/usr/bin/kpp', ...args], START_S);
  try {
    output('dpkg-deb', ['--extract', deb, machine.root]);
    await report.check("arm64: runs on Debian's nodejs", () => {
      const code = 'process.arch + " " + process.version';
      const what = inside(machine, ['/usr/bin/node', '--print', code], START_S).trim();
      expectPart(what, 'arm64 v20.19', 'node');
      return what;
    });
    await report.check('arm64: loads every native module', () => {
      const modules = ['libsql', 'koffi', 'serialport', 'epoll', 'i2c-bus', 'onoff'];
      const code = `for (const name of ${JSON.stringify(modules)}) require('/usr/lib/kpp-controller/node_modules/' + name); 'loaded'`;
      expectEqual(
        inside(machine, ['/usr/bin/node', '--print', code], START_S).trim(),
        'loaded',
        'the answer',
      );
    });
    await report.check('arm64: checks a configuration with real devices', () => {
      kpp('check', '--config', '/usr/share/doc/kpp-controller/examples/pi-full.yaml');
    });
    await report.check('arm64: runs a scenario', () => {
      kpp('scenario', '/usr/share/doc/kpp-controller/examples/scenarios/start-without-air.yaml');
    });
    await report.check(`arm64: runs the demo for ${DEMO_S} s, which a foreign client hears`, async () => {
      const { perSecond, status } = await measureDemo(
        (args) => node('/usr/bin/kpp', ...args),
        DEMO_S,
        START_S,
      );
      if (perSecond === 0) throw new Error('No message of telemetry arrived');
      expectEqual(status, 0, 'the exit status');
      return `${perSecond} messages of telemetry a second`;
    });
    await report.check(`arm64: passes the tests of ${TESTS.join(' and ')}`, () => {
      addTests(machine.root);
      const args = [
        'node_modules/vitest/vitest.mjs',
        'run',
        '--project',
        'unit',
        '--testTimeout',
        '600000',
        ...TESTS,
      ];
      // Vitest looks for its settings in the folder in which it runs.
      const code = `process.chdir('/tree'); process.argv = ['node', ...${JSON.stringify(args)}]; import('/tree/${args[0]}')`;
      return inside(machine, ['/usr/bin/node', '--eval', code], TESTS_S)
        .trim()
        .split('\n')
        .slice(-5)
        .join('\n');
    });
  } finally {
    machine.remove();
  }
}

/** Puts the tracked files of the tree and the modules for arm64, with those for development, into the root. */
function addTests(root) {
  const tracked = output('git', ['ls-files', '-z'], { cwd: tree }).split('\0').filter(Boolean);
  for (const file of tracked) {
    mkdirSync(dirname(join(root, 'tree', file)), { recursive: true });
    cpSync(join(tree, file), join(root, 'tree', file));
  }
  // A test that starts a thread from the compiled program takes the one of the package.
  symlinkSync('/usr/lib/kpp-controller/dist', join(root, 'tree', 'dist'));
  output('cp', ['--archive', '--reflink=auto', arm64Modules(), join(root, 'tree', 'node_modules')]);
}

/** The modules of the lock file for arm64, kept outside of the tree. */
function arm64Modules() {
  const made = cached('modules-arm64', [readFileSync(join(tree, 'package-lock.json'), 'utf8')], (folder) => {
    for (const file of ['package.json', 'package-lock.json']) cpSync(join(tree, file), join(folder, file));
    const target = ['--cpu=arm64', '--os=linux', '--libc=glibc', '--ignore-scripts'];
    output('npm', ['ci', ...target, '--no-audit', '--no-fund', '--loglevel=error'], { cwd: folder });
  });
  return join(made, 'node_modules');
}

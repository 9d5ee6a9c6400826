// What is tried on one release of Node.
import { join } from 'node:path';
import { root } from '../prepare.mjs';
import { measureDemo } from '../support/demo.mjs';
import { output } from '../support/process.mjs';
import { expectEqual } from '../support/report.mjs';

/** The core, the drivers, the ring and the store: what could depend on the engine or on native modules. */
const TESTS = [
  'test/control/phases',
  'test/control/records',
  'test/hal/linux',
  'test/heartbeat',
  'test/shared',
  'test/store',
];
const NATIVE = ['libsql', 'koffi', 'serialport', 'epoll', 'i2c-bus', 'onoff'];
const DEMO_S = 5;
const START_S = 90;
const TESTS_S = 900;

/**
 * @param node the program to run with
 * @param installed the folder of the unpacked package
 */
export async function tryRelease(report, { major, version }, node, installed) {
  const name = `Node ${major} (${version})`;
  const inTree = (args) =>
    output(node, args, { cwd: root, timeout: TESTS_S * 1000, env: { ...process.env, NO_COLOR: '1' } });
  await report.check(`${name} loads every native module of the package`, () => {
    const failures = NATIVE.map((module) => complaint(node, join(installed, 'node_modules', module))).filter(
      Boolean,
    );
    if (failures.length > 0) throw new Error(failures.join('\n'));
  });
  await report.check(`${name} runs the demo of the package for ${DEMO_S} s`, async () => {
    const kpp = join(installed, 'dist', 'src', 'cli', 'kpp.cjs');
    const commandOf = (args) => ({ program: node, args: [kpp, ...args], env: process.env });
    const { perSecond, status } = await measureDemo(commandOf, DEMO_S, START_S);
    if (perSecond === 0) throw new Error('No message of telemetry arrived');
    expectEqual(status, 0, 'the exit status');
    return `${perSecond} messages of telemetry a second`;
  });
  await report.check(`${name} passes the unit tests of core, drivers, ring and store`, () => {
    const text = inTree(['node_modules/vitest/vitest.mjs', 'run', '--project', 'unit', ...TESTS]);
    return text
      .trim()
      .split('\n')
      .filter((line) => /^ *(?:Test Files|Tests) /.test(line))
      .join('\n');
  });
  await report.check(`${name} runs the hot loop of the bench`, () => {
    const text = inTree(['scripts/bench.mjs', '--only', 'tick-hot', '--ticks', '20000', '--json']);
    const { figures } = JSON.parse(text).measurements[0];
    return figures
      .map(({ name: what, values }) => `${what}: p50 ${values.p50} us, p99 ${values.p99} us`)
      .join('\n');
  });
}

/** What the module says when it cannot be loaded; undefined when it can. */
function complaint(node, module) {
  try {
    output(node, ['--eval', `require(${JSON.stringify(module)})`]);
    return undefined;
  } catch (error) {
    const [line = error.message] = error.message.split('\n').filter((text) => text.startsWith('Error: '));
    return `${module.split('/').at(-1)} does not load: ${line}`;
  }
}

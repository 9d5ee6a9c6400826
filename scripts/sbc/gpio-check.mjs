// Checks both access methods for GPIO lines on a chip of the kernel's gpio-sim: `node scripts/sbc/gpio-check.mjs LABEL`, as root, after `npm run build`.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const load = (module) => import(pathToFileURL(join(root, 'dist', module)).href);

/** The lines that are used. The chip must have eight. */
const LINE = { pulses: 1, estop: 2, brake: 3, contactor: 4, heartbeat: 5, spare: 6 };
const METRES_PER_PULSE = 0.05;
/** The methods, and their names in the configuration. */
const WAYS = { sysfs: 'sysfs', device: 'chardev' };

const [label, way] = process.argv.slice(2);
if (label === undefined) {
  console.error('usage: node scripts/sbc/gpio-check.mjs LABEL [sysfs|device]');
  process.exit(64);
}
if (way === undefined) {
  // Each method runs in a process of its own, because an output is held until its process ends.
  const results = Object.keys(WAYS).map((one) => {
    console.log(`-- ${one}`);
    const { status } = spawnSync(process.execPath, [process.argv[1], label, one], { stdio: 'inherit' });
    unexportAll();
    return status;
  });
  process.exit(results.every((status) => status === 0) ? 0 : 1);
}

/** Frees the lines that sysfs still has exported; the other method could not open them. */
function unexportAll() {
  const sysfs = '/sys/class/gpio';
  const exported = existsSync(sysfs) ? readdirSync(sysfs).filter((name) => /^gpio\d+$/.test(name)) : [];
  for (const name of exported) writeFileSync(join(sysfs, 'unexport'), name.slice('gpio'.length));
}

let failures = 0;
function check(what, isRight, seen = '') {
  if (!isRight) failures++;
  console.log(`${isRight ? 'ok  ' : 'FAIL'} ${what}${seen === '' ? '' : `: ${seen}`}`);
}

/** Waits for the condition. Resolves to the milliseconds that this took, or to null after a second. */
async function until(condition) {
  const startMs = performance.now();
  while (!condition()) {
    if (performance.now() - startMs > 1000) return null;
    await sleep(0);
  }
  return performance.now() - startMs;
}

/** The folder of the simulated chip. Files in it set and show the levels of its pins. */
function simulatedChip(name) {
  const platform = '/sys/devices/platform';
  const folders = readdirSync(platform).map((device) => join(platform, device, name));
  return folders.find((folder) => existsSync(join(folder, 'sim_gpio0', 'pull')));
}

const { findGpio } = await load('hal/linux/gpio/find-gpio.js');
const { readDeviceChips } = await load('hal/linux/gpio/chardev/device-chips.js');
const { loadKernel } = await load('hal/linux/gpio/chardev/kernel.js');
const { selectChip } = await load('hal/linux/gpio/chips.js');
const { lineUsers } = await load('hal/linux/gpio/line-users.js');
const { translateLines } = await load('hal/linux/gpio/translate.js');
const { LinuxHal } = await load('hal/linux/linux-hal.js');
const { linuxSchema } = await load('hal/linux/schema.js');
const { openLine } = await load('src/runtime/guard/lines.js');

const device = selectChip(readDeviceChips(loadKernel()).chips, label);
const pins = simulatedChip(device.name);
if (pins === undefined) throw new Error(`${label} (${device.name}) is not a chip of gpio-sim`);
const pull = (line, level) =>
  writeFileSync(join(pins, `sim_gpio${line}`, 'pull'), level === 1 ? 'pull-up' : 'pull-down');
const level = (line) => Number(readFileSync(join(pins, `sim_gpio${line}`, 'value'), 'utf8'));

const config = linuxSchema.parse({
  gpioChip: label,
  gpio: {
    pulses: {
      line: LINE.pulses,
      role: 'pulses',
      channel: 'chain.velocity',
      metresPerPulse: METRES_PER_PULSE,
    },
    estop: { line: LINE.estop, role: 'emergencyStop', activeLow: true },
  },
  outputs: {
    brake: { line: LINE.brake, energised: 'release', safe: 0 },
    contactor: { line: LINE.contactor, energised: 'connect', safe: 0, activeLow: true },
    heartbeat: { line: LINE.heartbeat, role: 'heartbeat' },
  },
});
const found = findGpio(label, {}, WAYS[way]);
console.log(`     ${found.backend}, ${found.chip.name}, base ${found.chip.base}, ${found.chip.lines} lines`);
for (const { name, line, sysfsNumber } of translateLines(lineUsers(config), found))
  console.log(`     ${name}: line ${line}, number in sysfs ${sysfsNumber}`);

const clock = () => performance.now() / 1000;
const told = [];
const hal = new LinuxHal({ ...config, clock, openGpio: async (_chip, time) => found.open(time) });
pull(LINE.estop, 1);
pull(LINE.pulses, 0);
await hal.open(clock(), {
  lost: (source, reason) => told.push(`lost ${source}: ${reason}`),
  recovered: (source) => told.push(`recovered ${source}`),
  warned: (source, finding) => told.push(`warned ${source}: ${finding}`),
  emergencyStop: (pressed) => told.push(pressed ? 'pressed' : 'released'),
});
const outputs = () => [LINE.brake, LINE.contactor, LINE.heartbeat].map(level).join(' ');
const counter = (name) => hal.counters.values[hal.counters.names.indexOf(name)];
check('outputs are safe when the HAL has opened them', outputs() === '0 1 0', outputs());
check(
  'the state of the emergency stop is reported when the HAL opens',
  told.join() === 'released',
  told.join(),
);
hal.write(Float64Array.of(1, 1, 1));
check('outputs are energised', outputs() === '1 0 1', outputs());

for (const { line, safeLevel } of hal.guardedLines().outputs) openLine(line).write(safeLevel);
check('descriptors alone make the outputs safe', outputs() === '0 1 0', outputs());
// The control thread does the same when it sees the guard's latch.
hal.write(Float64Array.of(0, 0, 0));
const { emergencyStop } = hal.guardedLines();
check('a descriptor alone reads the emergency stop', openLine(emergencyStop.line).read() === 1);

const delays = [];
for (let i = 0; i < 50; i++) {
  for (const [position, word] of [
    [0, 'pressed'],
    [1, 'released'],
  ]) {
    const before = told.length;
    pull(LINE.estop, position);
    delays.push(await until(() => told.length > before && told.at(-1) === word));
  }
}
const slowest = delays.sort((a, b) => b - a)[0];
check(
  'each edge of the emergency stop is reported without a tick',
  !delays.includes(null),
  `slowest ${slowest} ms`,
);

const startS = clock();
for (let i = 0; i < 100; i++) {
  await sleep(10);
  pull(LINE.pulses, 1);
  await sleep(10);
  pull(LINE.pulses, 0);
  hal.advance(clock());
}
const speed = (100 * METRES_PER_PULSE) / (clock() - startS);
const measured = hal.samples.value[0];
check('100 pulses are 100 edges', counter('gpio.pulses.edges') === 100, counter('gpio.pulses.edges'));
check('pulses give the right speed', Math.abs(measured / speed - 1) < 0.2, `${measured} of ${speed} m/s`);
await sleep(3000);
hal.advance(clock());
check('without pulses the speed is 0', hal.samples.value[0] === 0, hal.samples.value[0]);

const spare = await found.open(clock).openOutput(LINE.spare, 1);
const other = findGpio(label, {}, way === 'sysfs' ? WAYS.device : WAYS.sysfs).open(clock);
const refusal = await other.openOutput(LINE.spare, 0).then(
  () => 'the line was opened',
  ({ code, message }) => `${code}, ${message}`,
);
check('a line that is held is "in use" for the other method', refusal.startsWith('in_use'), refusal);
check('the held line keeps its level', spare.read() === 1 && level(LINE.spare) === 1);

hal.write(Float64Array.of(1, 0, 0));
await hal.close();
check('outputs keep their level when the HAL is closed', outputs() === '1 1 0', outputs());
check(
  'no source was lost',
  !told.some((what) => what.startsWith('lost')),
  told.filter((t) => t.includes('lost')),
);
process.exit(failures === 0 ? 0 : 1);

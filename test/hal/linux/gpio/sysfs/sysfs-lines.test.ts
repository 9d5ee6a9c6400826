// Lines through sysfs, on a folder that behaves like /sys/class/gpio and has the levels in its files.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Level } from '../../../../../hal/hal.js';
import { findGpio } from '../../../../../hal/linux/gpio/find-gpio.js';
import type { GpioLines } from '../../../../../hal/linux/gpio/lines.js';
import type { MakeOnoffGpio, OnoffGpio } from '../../../../../hal/linux/gpio/sysfs/onoff-gpio.js';
import { LinuxHal } from '../../../../../hal/linux/linux-hal.js';
import { openLine } from '../../../../../src/runtime/guard/lines.js';
import { linuxConfig } from '../../../linux-config.js';
import { SysfsTree } from './sysfs-tree.js';

const BASE = 571;
let root: string;
let tree: SysfsTree;
let lines: GpioLines;
let nowS: number;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kpp-gpio-'));
  tree = new SysfsTree(root, [
    { label: 'gpio-brcmstb@107d508500', base: 512, lines: 32 },
    { label: 'pinctrl-rp1', base: BASE, lines: 54 },
  ]);
  nowS = 10;
  lines = linesBy(tree.makeGpio);
});
afterEach(() => rmSync(root, { recursive: true }));

const linesBy = (makeGpio: MakeOnoffGpio) =>
  findGpio('auto', { sysfs: root, loadOnoff: () => makeGpio }, 'sysfs').open(() => nowS);
const file = (name: string) => readFileSync(join(root, name), 'utf8').trim();

describe('a line', () => {
  it("is the BCM number beyond the chip's base", async () => {
    const output = await lines.openOutput(22, 0);
    output.write(1);
    expect([lines.backend, file('gpio593/direction'), file('gpio593/value')]).toEqual(['sysfs', 'out', '1']);
  });

  it('that the chip does not have is refused with its name', async () => {
    await expect(lines.openInput(54, 'both', () => {})).rejects.toMatchObject({
      code: 'not_supported',
      message: 'The GPIO chip pinctrl-rp1 has lines 0 to 53. It has no line 54.',
    });
  });

  it('is refused with a bias, which sysfs cannot set, and says what to do', async () => {
    const refusal = { code: 'not_supported', fix: expect.stringContaining('hal.gpioBackend: chardev') };
    await expect(lines.openInput(27, 'both', () => {}, { bias: 'pullUp' })).rejects.toMatchObject(refusal);
    await expect(lines.openOutput(22, 0, 'off')).rejects.toMatchObject(refusal);
  });

  it.each([
    ['EBUSY', 'in_use'],
    ['EACCES', 'not_permitted'],
    ['EIO', 'failed'],
  ])('whose export fails with %s is %s', async (code, meaning) => {
    tree.refuse(BASE + 27, code);
    await expect(lines.openInput(27, 'both', () => {})).rejects.toMatchObject({ code: meaning });
    await expect(lines.openOutput(27, 0)).rejects.toMatchObject({ code: meaning, fix: expect.any(String) });
  });
});

describe('an output', () => {
  it.each([0, 1] as const)('has the level %i before it becomes an output', async (level) => {
    const seen: [string | null, Level][] = [];
    const watched = linesBy((number, direction, edge, options) => {
      const gpio = tree.makeGpio(number, direction, edge, options);
      seen.push([tree.direction(number), tree.level(number)]);
      return gpio;
    });
    await watched.openOutput(22, level);
    expect(seen).toEqual([['out', level]]);
  });

  it('is safe when it is opened, also if an earlier run left it energised', async () => {
    tree.makeGpio(BASE + 22, 'high', 'none', {});
    expect(tree.level(BASE + 22)).toBe(1);
    await lines.openOutput(22, 0);
    expect(tree.level(BASE + 22)).toBe(0);
  });

  it('can be driven by its descriptor alone, and read', async () => {
    const output = await lines.openOutput(22, 1);
    if (output.handle?.kind !== 'sysfs') throw new Error('no descriptor');
    writeSync(output.handle.fd, '0', 0);
    expect([tree.level(BASE + 22), output.read()]).toEqual([0, 0]);
    output.write(1);
    expect(output.read()).toBe(1);
  });
});

describe('a line that was exported before', () => {
  /** onoff ignores errors for such a line. */
  const refusing = (refused: Partial<OnoffGpio>) =>
    linesBy((number, direction, edge, options) => ({
      ...tree.makeGpio(number, direction, edge, options),
      ...refused,
    }));

  it.each<[string, Partial<OnoffGpio>]>([
    ['it stays an input', { direction: () => 'in' }],
    ['it stays inverted', { activeLow: () => true }],
  ])('is refused as an output when it cannot be set: %s', async (reason, refused) => {
    const opening = refusing(refused).openOutput(22, 0);
    await expect(opening).rejects.toMatchObject({
      code: 'not_permitted',
      message: expect.stringContaining(reason),
    });
  });

  it.each<[string, Partial<OnoffGpio>]>([
    ['it stays an output', { direction: () => 'out' }],
    ['it does not report edges', { edge: () => 'none' }],
  ])('is refused as an input when it cannot be set: %s', async (reason, refused) => {
    const opening = refusing(refused).openInput(22, 'both', () => {});
    await expect(opening).rejects.toMatchObject({
      code: 'not_permitted',
      message: expect.stringContaining(reason),
    });
  });
});

it('is waited for until udev has set its permissions, which happens after the export', async () => {
  let refusals = 3;
  const slow = linesBy((number, direction, edge, options) => {
    const gpio = tree.makeGpio(number, direction, edge, options);
    if (refusals-- > 0) throw Object.assign(new Error('EACCES'), { code: 'EACCES' });
    return gpio;
  });
  const output = await slow.openOutput(22, 1);
  expect([refusals, output.read()]).toEqual([-1, 1]);
});

it('is claimed by one controller, because sysfs would give it to several', async () => {
  const line = `${root}/gpio${BASE + 23}`;
  const other = spawn(process.execPath, [
    '-e',
    `require('node:net').createServer().listen('\\0kpp-controller${line}', () => console.log('mine'))`,
  ]);
  await once(other.stdout, 'data');
  await expect(lines.claim(23)).rejects.toMatchObject({ code: 'in_use' });
  await expect(lines.claim(22)).resolves.toBeUndefined();
  other.kill('SIGKILL');
  await once(other, 'exit');
  await expect(lines.claim(23)).resolves.toBeUndefined();
});

describe('an input', () => {
  let told: string[];
  const tell = (level: Level, timeS: number, missed: number) => told.push(`${level} at ${timeS}, ${missed}`);
  beforeEach(() => {
    told = [];
  });

  it('reports each edge with the time at which it was seen', async () => {
    const input = await lines.openInput(27, 'both', tell);
    tree.change(BASE + 27, 1);
    nowS = 11;
    tree.change(BASE + 27, 0);
    expect(told).toEqual(['1 at 10, 0', '0 at 11, 0']);
    expect(input.read()).toBe(0);
  });

  it('reports both edges when the line changed and returned, although the kernel reports one', async () => {
    await lines.openInput(27, 'both', tell);
    tree.change(BASE + 27, 1, 0);
    expect(told).toEqual(['1 at 10, 0', '0 at 10, 0']);
  });

  it('for rising edges counts each pulse once, however many edges the kernel reports', async () => {
    await lines.openInput(17, 'rising', tell);
    tree.change(BASE + 17, 1);
    tree.change(BASE + 17, 0);
    tree.change(BASE + 17, 1, 0);
    tree.change(BASE + 17, 1, 0, 1);
    expect(told).toHaveLength(3);
  });

  it('for falling edges counts the ends of pulses', async () => {
    await lines.openInput(17, 'falling', tell);
    tree.change(BASE + 17, 1);
    expect(told).toEqual([]);
    tree.change(BASE + 17, 0);
    expect(told).toEqual(['0 at 10, 0']);
  });

  it('is released when it is closed, and reports nothing after that', async () => {
    const input = await lines.openInput(27, 'both', tell);
    input.close();
    input.close();
    expect(tree.isExported(BASE + 27)).toBe(false);
    expect(told).toEqual([]);
  });
});

describe('the lines that a HAL gives to the guard', () => {
  it('are value files, each with the safe level of its pin', async () => {
    const config = linuxConfig({
      gpio: { estop: { line: 27, role: 'emergencyStop', activeLow: true } },
      outputs: {
        brake: { line: 22, energised: 'release', safe: 0 },
        contactor: { line: 23, energised: 'connect', safe: 0, activeLow: true },
        heartbeat: { line: 24, role: 'heartbeat' },
      },
    });
    const hal = new LinuxHal({ ...config, clock: () => nowS, openGpio: async () => lines });
    expect(hal.guardedLines()).toEqual({ outputs: [], emergencyStop: null });
    await hal.open(nowS, { lost: () => {}, recovered: () => {}, warned: () => {}, emergencyStop: () => {} });
    hal.write(Float64Array.of(1, 1, 1));
    const { outputs, emergencyStop } = hal.guardedLines();
    for (const { line, safeLevel } of outputs) openLine(line).write(safeLevel);
    expect(outputs.map(({ name, safeLevel }) => [name, safeLevel])).toEqual([
      ['brake', 0],
      ['contactor', 1],
      ['heartbeat', 0],
    ]);
    expect([22, 23, 24].map((line) => tree.level(BASE + line))).toEqual([0, 1, 0]);
    expect([openLine(emergencyStop!.line).read(), emergencyStop!.pressedLevel]).toEqual([0, 0]);
    await hal.close();
  });
});

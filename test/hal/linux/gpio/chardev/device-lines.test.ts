// Lines through the character device: real descriptors and readiness, with a fake kernel in this process.
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Level } from '../../../../../hal/hal.js';
import { readDeviceChips } from '../../../../../hal/linux/gpio/chardev/device-chips.js';
import { DeviceLines } from '../../../../../hal/linux/gpio/chardev/device-lines.js';
import { findGpio } from '../../../../../hal/linux/gpio/find-gpio.js';
import type { InputLine } from '../../../../../hal/linux/gpio/lines.js';
import { deviceLine } from '../../../../../src/runtime/guard/lines.js';
import { FakeKernel } from '../fake-kernel.js';

/** The kernel's clock is 100 s ahead of ours. */
const KERNEL_S = 100;
let root: string;
let kernel: FakeKernel;
let lines: DeviceLines;
let told: [Level, number, number][];
const tell = (level: Level, timeS: number, missed: number) => told.push([level, timeS, missed]);
const ns = (timeS: number) => BigInt(Math.round((timeS + KERNEL_S) * 1e9));

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kpp-gpio-'));
  kernel = new FakeKernel(root);
  kernel.addChip('gpiochip10', 'gpio-brcmstb@107d508500', 32);
  kernel.addChip('gpiochip0', 'pinctrl-rp1', 54);
  told = [];
  const [chip] = readDeviceChips(kernel, root).chips;
  lines = new DeviceLines({
    chip: chip!,
    kernel,
    watch: null,
    clock: () => 5,
    kernelClock: () => 5 + KERNEL_S,
    root,
  });
});
afterEach(() => {
  kernel.dispose();
  rmSync(root, { recursive: true });
});

async function openInput(line: number, edges: 'rising' | 'falling' | 'both' = 'both'): Promise<InputLine> {
  return lines.openInput(line, edges, tell);
}

describe('the chips', () => {
  it('are found by their own names; a second name of a chip is not a second chip', () => {
    symlinkSync('gpiochip0', join(root, 'gpiochip4'));
    expect(readDeviceChips(kernel, root).chips).toEqual([
      { name: 'gpiochip0', label: 'pinctrl-rp1', lines: 54, base: null },
      { name: 'gpiochip10', label: 'gpio-brcmstb@107d508500', lines: 32, base: null },
    ]);
  });

  it('are found on a machine whose kernel has no GPIO in sysfs', () => {
    const found = findGpio('auto', { sysfs: join(root, 'none'), devices: root, loadKernel: () => kernel });
    expect([found.backend, found.chip.name]).toEqual(['character device', 'gpiochip0']);
  });

  it('do not exist on a machine without GPIO, which the message says', () => {
    const find = () => findGpio('auto', { sysfs: join(root, 'none'), devices: join(root, 'none') });
    expect(find).toThrow('has no GPIO chip');
  });
});

describe('an output', () => {
  it('is requested with its safe level, and driven', async () => {
    const output = await lines.openOutput(22, 1);
    expect(kernel.lines.get(22)).toMatchObject({ level: 1, isOutput: true });
    output.write(0);
    expect([kernel.lines.get(22)?.level, output.read()]).toEqual([0, 0]);
  });

  it('can be driven by the guard, which has only its descriptor', async () => {
    const { handle } = await lines.openOutput(22, 1);
    if (handle?.kind !== 'gpio-v2') throw new Error('no descriptor');
    const line = deviceLine(kernel, handle.fd, handle.index);
    line.write(0);
    expect([kernel.lines.get(22)?.level, line.read()]).toEqual([0, 0]);
  });

  it('that another program holds is reported as in use, with the name of the holder', async () => {
    kernel.holders.set(22, 'w1');
    await expect(lines.openOutput(22, 0)).rejects.toMatchObject({
      code: 'in_use',
      message: 'GPIO line 22 of pinctrl-rp1 is held by w1.',
    });
  });

  it('is refused when the chip does not have the line', async () => {
    await expect(lines.openOutput(54, 0)).rejects.toMatchObject({ code: 'not_supported' });
  });
});

describe('an input', () => {
  it('reports edges with the kernel’s time stamps', async () => {
    const input = await openInput(27);
    kernel.change(27, 1, ns(1.25));
    kernel.change(27, 0, ns(1.5));
    expect(told).toEqual([]);
    input.poll();
    expect(told.map(([level, , missed]) => [level, missed])).toEqual([
      [1, 0],
      [0, 0],
    ]);
    expect(told.map(([, timeS]) => timeS)).toEqual([expect.closeTo(1.25, 6), expect.closeTo(1.5, 6)]);
    expect(input.read()).toBe(0);
  });

  it('does not wait when there is no edge', async () => {
    const input = await openInput(27);
    input.poll();
    input.poll();
    expect(told).toEqual([]);
  });

  it('reports any number of waiting edges at once', async () => {
    const input = await openInput(17, 'rising');
    for (let i = 0; i < 1000; i++) kernel.change(17, 1, ns(i / 1000));
    input.poll();
    expect(told).toHaveLength(1000);
  });

  it('reports how many edges the kernel had to drop', async () => {
    const input = await openInput(17, 'rising');
    kernel.change(17, 1, ns(1));
    kernel.change(17, 1, ns(2), 41);
    input.poll();
    expect(told.map(([, , missed]) => missed)).toEqual([0, 41]);
  });

  it('reports nothing after it is closed', async () => {
    const input = await openInput(27);
    kernel.change(27, 1, ns(1));
    input.close();
    input.close();
    input.poll();
    expect(told).toEqual([]);
  });
});

// Which chip a label selects, on all boards and kernels.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HalError } from '../../../../hal/hal.js';
import { assertLine, type GpioChip, selectChip } from '../../../../hal/linux/gpio/chips.js';
import { readSysfsChips } from '../../../../hal/linux/gpio/sysfs/sysfs-chips.js';
import { SysfsTree, type TreeChip } from './sysfs/sysfs-tree.js';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kpp-gpio-'));
});
afterEach(() => rmSync(root, { recursive: true }));

const expander: TreeChip = { label: 'raspberrypi-exp-gpio', base: 570, lines: 8 };
const PI_5_SOC: readonly TreeChip[] = [
  { label: 'gpio-brcmstb@107d508500', base: 512, lines: 32 },
  { label: 'gpio-brcmstb@107d508520', base: 544, lines: 4 },
  { label: 'gpio-brcmstb@107d517c00', base: 548, lines: 17 },
  { label: 'gpio-brcmstb@107d517c20', base: 565, lines: 6 },
];
const BOARDS: readonly [string, readonly TreeChip[], number][] = [
  ['a Pi 4 with kernel 6.6', [{ label: 'pinctrl-bcm2711', base: 512, lines: 58 }, expander], 512],
  ['a Pi 5 with kernel 6.6', [...PI_5_SOC, { label: 'pinctrl-rp1', base: 571, lines: 54 }], 571],
  ['a Pi 5 with kernel 6.1', [{ label: 'pinctrl-rp1', base: 399, lines: 54 }, ...PI_5_SOC], 399],
  [
    'a Pi 3 with kernel 6.6',
    [
      { label: 'pinctrl-bcm2835', base: 512, lines: 54 },
      { ...expander, base: 566 },
    ],
    512,
  ],
  [
    'a Pi 3 with kernel 4.19',
    [
      { label: 'pinctrl-bcm2835', base: 0, lines: 54 },
      { ...expander, base: 504 },
    ],
    0,
  ],
  ['a Pi 1 with kernel 3.12', [{ label: 'bcm2708_gpio', base: 0, lines: 54 }], 0],
];

describe('the chip of the header', () => {
  it.each(BOARDS)('is found on %s', (_board, chips, base) => {
    new SysfsTree(root, chips);
    expect(selectChip(readSysfsChips(root), 'auto').base).toBe(base);
  });

  it('does not exist on a machine that is not a Pi; the message lists the chips', () => {
    new SysfsTree(root, [{ label: 'gpio-sim.0-node0', base: 992, lines: 32 }]);
    const select = () => selectChip(readSysfsChips(root), 'auto');
    expect(select).toThrow(/header of a Raspberry Pi: there are gpiochip992 \(gpio-sim\.0-node0, 32 lines\)/);
    expect(codeOf(select)).toBe('not_found');
  });

  it('is not searched for in folders that are not chips', () => {
    new SysfsTree(root, [{ label: 'pinctrl-bcm2711', base: 512, lines: 58 }]);
    mkdirSync(join(root, 'gpio529'));
    mkdirSync(join(root, 'chip0'));
    mkdirSync(join(root, 'gpiochip600'));
    writeFileSync(join(root, 'gpiochip600', 'label'), 'half removed\n');
    symlinkSync(join(root, 'nowhere'), join(root, 'gpiochip700'));
    expect(readSysfsChips(root).map(({ base }) => base)).toEqual([512]);
  });
});

describe('a configured label', () => {
  const chips: readonly GpioChip[] = [
    { name: 'gpiochip0', label: 'first', lines: 8, base: 10 },
    { name: 'gpiochip1', label: 'twin', lines: 16, base: 100 },
    { name: 'gpiochip2', label: 'twin', lines: 16, base: 200 },
  ];

  it('selects its chip, whatever the first line number is', () => {
    expect(selectChip(chips, 'first').base).toBe(10);
  });

  it('that two chips have is refused with the names of the chips, and such a name is accepted', () => {
    const select = () => selectChip(chips, 'twin');
    expect(select).toThrow(/2 GPIO chips have the label twin: .*gpiochip1 \(twin, 16 lines\), gpiochip2/);
    expect(codeOf(select)).toBe('not_supported');
    expect(fixOf(select)).toContain('gpiochip1 or gpiochip2');
    expect(selectChip(chips, 'gpiochip2').base).toBe(200);
  });

  it('is not affected by other labels that repeat', () => {
    expect(
      selectChip([...chips, { name: 'x', label: 'pinctrl-rp1', lines: 54, base: 571 }], 'auto').base,
    ).toBe(571);
  });

  it('that no chip has is refused with a list of the chips, which may be empty', () => {
    expect(() => selectChip(chips, 'third')).toThrow('label third: there are gpiochip0 (first, 8 lines), ');
    expect(() => selectChip(readSysfsChips(join(root, 'none')), 'first')).toThrow('has no GPIO chip');
  });

  it('gives the number of lines of its chip', () => {
    expect(() => assertLine(chips[0]!, 7)).not.toThrow();
    expect(() => assertLine(chips[0]!, 8)).toThrow('has lines 0 to 7. It has no line 8');
  });
});

function thrownBy(call: () => unknown): HalError {
  try {
    call();
  } catch (error) {
    if (error instanceof HalError) return error;
  }
  throw new Error('no HalError');
}
const codeOf = (call: () => unknown) => thrownBy(call).code;
const fixOf = (call: () => unknown) => thrownBy(call).fix;

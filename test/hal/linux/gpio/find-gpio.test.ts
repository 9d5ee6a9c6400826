// Which backend is used when the kernel and the user's permissions allow sysfs, the character device, or neither.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findGpio } from '../../../../hal/linux/gpio/find-gpio.js';
import { translateLines } from '../../../../hal/linux/gpio/translate.js';
import { parseConfig } from '../../../../src/config/index.js';
import { FakeKernel } from './fake-kernel.js';
import { SysfsTree } from './sysfs/sysfs-tree.js';

const ROOT_MAY_ALL = process.getuid?.() === 0;
let root: string;
let sysfs: string;
let devices: string;
let tree: SysfsTree;
let kernel: FakeKernel;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kpp-gpio-'));
  sysfs = join(root, 'gpio');
  devices = join(root, 'dev');
  mkdirSync(sysfs);
  mkdirSync(devices);
  tree = new SysfsTree(sysfs, [{ label: 'pinctrl-bcm2711', base: 512, lines: 58 }]);
  kernel = new FakeKernel(devices);
  kernel.addChip('gpiochip0', 'pinctrl-bcm2711', 58);
});
afterEach(() => rmSync(root, { recursive: true }));

const missing = () => {
  throw new Error('Cannot find module');
};
const find = (loadOnoff = () => tree.makeGpio) =>
  findGpio('auto', { sysfs, devices, loadOnoff, loadKernel: () => kernel });

describe('the access method of the lines', () => {
  it('is sysfs if it exists', () => {
    expect(find().backend).toBe('sysfs');
  });

  it('is the character device if sysfs has no GPIO', () => {
    rmSync(sysfs, { recursive: true });
    expect(find().backend).toBe('character device');
  });

  it('is the character device if sysfs shows chips but exports no lines', () => {
    rmSync(join(sysfs, 'export'));
    expect(find().backend).toBe('character device');
  });

  it('is the character device if onoff is not installed', () => {
    expect(find(missing).backend).toBe('character device');
  });

  it.skipIf(ROOT_MAY_ALL)('is the character device if the user may not use sysfs', () => {
    chmodSync(join(sysfs, 'export'), 0o400);
    expect(find().backend).toBe('character device');
  });

  it.skipIf(ROOT_MAY_ALL)('does not exist for a user who may use neither; the fix names the group', () => {
    chmodSync(join(sysfs, 'export'), 0o400);
    chmodSync(join(devices, 'gpiochip0'), 0o000);
    expect(find).toThrow(
      expect.objectContaining({ code: 'not_permitted', fix: expect.stringContaining('gpio') }),
    );
  });
});

describe('the translation', () => {
  const { config } = parseConfig(
    `
hal:
  kind: linux
  serial: { chain: { path: /dev/ttyS0, records: { KPPCH: [chain.tension] } } }
  gpio: { estop: { line: 27, role: emergencyStop } }
  outputs: { brake: { line: 22, energised: release }, load: { serial: chain, timeout: drive } }
`,
    'k.yaml',
  );
  const { hal } = config!;
  const seen = () =>
    translateLines(hal, find()).map(({ name, line, sysfsNumber, chip }) => [
      name,
      line,
      sysfsNumber,
      chip.label,
    ]);

  it('gives the number of each configured line on this kernel', () => {
    expect(seen()).toEqual([
      ['gpio.estop', 27, 539, 'pinctrl-bcm2711'],
      ['outputs.brake', 22, 534, 'pinctrl-bcm2711'],
    ]);
  });

  it('gives no number if sysfs has no GPIO', () => {
    rmSync(sysfs, { recursive: true });
    expect(seen().map(([, , number]) => number)).toEqual([null, null]);
  });

  it('refuses a line that the chip does not have', () => {
    const config = { gpio: { estop: { line: 58 } }, outputs: {} };
    expect(() => translateLines(config, find())).toThrow('no line 58');
  });
});

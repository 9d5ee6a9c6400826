// Which backend is used when the kernel and the user's permissions allow sysfs, the character device, or neither.
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Kernel } from '../../../../hal/linux/gpio/chardev/kernel.js';
import { findGpio } from '../../../../hal/linux/gpio/find-gpio.js';
import { lineUsers } from '../../../../hal/linux/gpio/line-users.js';
import type { BackendChoice } from '../../../../hal/linux/gpio/lines.js';
import type { MakeOnoffGpio } from '../../../../hal/linux/gpio/sysfs/onoff-gpio.js';
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

afterEach(() => kernel.dispose());

const missing = () => {
  throw new Error('Cannot find module');
};
interface Machine {
  readonly choice?: BackendChoice;
  readonly loadOnoff?: () => MakeOnoffGpio;
  readonly loadKernel?: () => Kernel;
}
const find = ({ choice, loadOnoff = () => tree.makeGpio, loadKernel = () => kernel }: Machine = {}) =>
  findGpio('auto', { sysfs, devices, loadOnoff, loadKernel, loadWatch: () => null }, choice);
const withoutDevices = () => rmSync(devices, { recursive: true });

describe('the access method of the lines', () => {
  it('is the character device, also where sysfs exists', () => {
    expect(find().backend).toBe('character device');
  });

  it('is the character device if sysfs has no GPIO', () => {
    rmSync(sysfs, { recursive: true });
    expect(find().backend).toBe('character device');
  });

  it('is sysfs if there is no character device', () => {
    withoutDevices();
    expect(find().backend).toBe('sysfs');
  });

  it('is sysfs if the FFI library is not installed', () => {
    expect(find({ loadKernel: missing }).backend).toBe('sysfs');
  });

  it('is sysfs on a kernel whose character device has version 1 only', () => {
    kernel.isVersion1 = true;
    expect(find().backend).toBe('sysfs');
    expect(() => find({ choice: 'chardev' })).toThrow('no GPIO uAPI version 2');
  });

  it('is what the configuration says', () => {
    expect(find({ choice: 'sysfs' }).backend).toBe('sysfs');
    expect(find({ choice: 'chardev' }).backend).toBe('character device');
  });

  it('is not replaced by the other one when the configuration says it', () => {
    expect(() => find({ choice: 'sysfs', loadOnoff: missing })).toThrow('onoff cannot be loaded');
    withoutDevices();
    expect(() => find({ choice: 'chardev' })).toThrow('no GPIO chip');
  });

  it('does not exist if sysfs shows chips but exports no lines, and there is no character device', () => {
    rmSync(join(sysfs, 'export'));
    withoutDevices();
    expect(find).toThrow('no GPIO chip');
  });

  it.skipIf(ROOT_MAY_ALL)('is sysfs if the user may not open the character device', () => {
    chmodSync(join(devices, 'gpiochip0'), 0o000);
    expect(find().backend).toBe('sysfs');
  });

  it.skipIf(ROOT_MAY_ALL)('does not exist for a user who may use neither; the fix names the group', () => {
    chmodSync(join(sysfs, 'export'), 0o400);
    chmodSync(join(devices, 'gpiochip0'), 0o000);
    expect(find).toThrow(
      expect.objectContaining({ code: 'not_permitted', fix: expect.stringContaining('gpio') }),
    );
  });
});

describe('a line that is still exported in sysfs', () => {
  const lines = () => find().open(() => 0);
  beforeEach(() => {
    tree.makeGpio(534, 'low', 'none', {});
    for (const line of [22, 27]) kernel.holders.set(line, 'sysfs');
  });

  it('is driven there as an output, because an earlier run left it so', async () => {
    const output = await lines().openOutput(22, 0);
    output.write(1);
    expect([output.handle?.kind, tree.level(534)]).toEqual(['sysfs', 1]);
    expect((await lines().openOutput(23, 0)).handle?.kind).toBe('gpio-v2');
  });

  it('is not an input: the error says how to free it', async () => {
    await expect(lines().openInput(27, 'both', () => {})).rejects.toMatchObject({
      code: 'in_use',
      fix: expect.stringContaining('unexport'),
    });
  });

  it('that another program holds otherwise stays with it', async () => {
    kernel.holders.set(22, 'w1');
    await expect(lines().openOutput(22, 0)).rejects.toMatchObject({ code: 'in_use' });
  });

  it('is not used when the configuration says chardev', async () => {
    const only = find({ choice: 'chardev' }).open(() => 0);
    await expect(only.openOutput(22, 0)).rejects.toMatchObject({ code: 'in_use' });
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
    translateLines(lineUsers(hal), find()).map(({ name, line, sysfsNumber, chip }) => [
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
    const config = { gpioChip: 'auto', gpio: { estop: { line: 58 } }, outputs: {} };
    expect(() => translateLines(lineUsers(config), find())).toThrow('no line 58');
  });
});

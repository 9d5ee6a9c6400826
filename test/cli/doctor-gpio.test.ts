// What `kpp doctor` says about GPIO lines that something else uses.
import { mkdirSync } from 'node:fs';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gpio } from '../../src/cli/doctor/probes/gpio.js';
import { parseConfig } from '../../src/config/index.js';
import { FakeKernel } from '../hal/linux/gpio/fake-kernel.js';
import { fakeMachine } from './fake-machine.js';

const configWith = (backend: string, more: string) => `
hal:
  kind: linux
  gpioBackend: ${backend}
  gpio: { estop: { line: 27, role: emergencyStop, activeLow: true } }
  outputs: { brake: { ${more}line: 22, energised: release, safe: 0 } }
`;

const SYSFS = {
  '/sys/class/gpio/export': '',
  '/sys/class/gpio/gpiochip512/label': 'pinctrl-bcm2711\n',
  '/sys/class/gpio/gpiochip512/base': '512\n',
  '/sys/class/gpio/gpiochip512/ngpio': '58\n',
};

async function findings(
  holders: Readonly<Record<number, string>>,
  { files = {}, isRunning = false, backend = 'auto', more = '' } = {},
) {
  let kernel: FakeKernel | undefined;
  const machine = fakeMachine({ files }, { loadKernel: () => kernel! });
  mkdirSync(machine.path('/dev'), { recursive: true });
  kernel = new FakeKernel(machine.path('/dev'));
  kernel.addChip('gpiochip0', 'pinctrl-bcm2711', 58);
  kernel.addChip('gpiochip4', 'gpio4-block', 32);
  onTestFinished(() => kernel?.dispose());
  for (const [line, holder] of Object.entries(holders)) kernel.holders.set(Number(line), holder);
  const { config } = parseConfig(configWith(backend, more), 'k.yaml');
  const found = await gpio({ machine, config: config!, isRunning });
  return (id: string) => found.find((finding) => finding.id === id);
}

describe('a GPIO line', () => {
  it('is free when nothing has it', async () => {
    expect((await findings({}))('gpio.estop')).toMatchObject({
      level: 'ok',
      what: 'Line 27 of the header; it is free.',
    });
  });

  it('that something has prevents running, and the finding names the holder', async () => {
    const finding = await findings({ 27: 'gpio-fan', 22: '' });
    expect(finding('gpio.estop')).toMatchObject({
      level: 'error',
      what: 'Line 27 of the header is in use by gpio-fan.',
    });
    expect(finding('outputs.brake')?.what).toContain('in use by a driver or a program without a name');
  });

  it('that the running controller has is fine; a controller that does not answer is a problem', async () => {
    const lines = { 27: 'kpp-controller', 22: 'kpp-controller' };
    expect((await findings(lines, { isRunning: true }))('gpio.estop')).toMatchObject({
      level: 'ok',
      what: 'Line 27 of the header; kpp-controller has it.',
    });
    expect((await findings(lines))('gpio.estop')?.level).toBe('error');
  });

  it('that is exported in sysfs can be used as an output, where an earlier run left it', async () => {
    const finding = await findings({ 27: 'w1-gpio', 22: 'sysfs' }, { files: SYSFS });
    expect(finding('outputs.brake')).toMatchObject({
      level: 'ok',
      what: 'Line 22 of the header, number 534 in sysfs on this kernel; sysfs has it.',
    });
    expect(finding('gpio.estop')?.level).toBe('error');
  });

  it('that is exported in sysfs cannot be an input of the character device; the fix frees it', async () => {
    const finding = await findings({ 27: 'sysfs' }, { files: SYSFS });
    expect(finding('gpio.estop')).toMatchObject({
      level: 'error',
      fix: expect.stringContaining('echo 539'),
    });
    const bySysfs = await findings({ 27: 'sysfs' }, { files: SYSFS, backend: 'sysfs' });
    expect(bySysfs('gpio.estop')?.level).toBe('ok');
  });

  it('of another chip is looked for there', async () => {
    const finding = await findings({ 27: 'gpio-fan' }, { more: 'chip: gpio4-block, ' });
    expect(finding('gpio')?.what).toContain('pinctrl-bcm2711');
    expect(finding('gpio.estop')).toMatchObject({ level: 'error' });
    expect(finding('outputs.brake')?.what).toBe('Line 22 of the header; it is free.');
  });
});

it('a machine without any chip is reported once, not once for each chip of the configuration', async () => {
  const { config } = parseConfig(configWith('auto', 'chip: gpio4-block, '), 'k.yaml');
  const found = await gpio({ machine: fakeMachine({}), config: config!, isRunning: false });
  expect(found).toMatchObject([
    { id: 'gpio', level: 'error', what: expect.stringContaining('no GPIO chip') },
  ]);
});

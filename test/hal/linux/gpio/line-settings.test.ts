// Bias, debouncing and chip of a line: how they reach the kernel, and what happens where it does not have them.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { HalListener } from '../../../../hal/hal.js';
import { findGpio } from '../../../../hal/linux/gpio/find-gpio.js';
import type { OpenGpioLines } from '../../../../hal/linux/gpio/lines.js';
import { LinuxHal } from '../../../../hal/linux/linux-hal.js';
import { VirtualChips } from '../../../../hal/virtual/gpio/virtual-chips.js';
import { parseConfig } from '../../../../src/config/index.js';
import type { LinuxHalInput } from '../../linux-config.js';
import { linuxConfig } from '../../linux-config.js';
import { FakeKernel } from './fake-kernel.js';
import { SysfsTree } from './sysfs/sysfs-tree.js';

function folder(): string {
  const root = mkdtempSync(join(tmpdir(), 'kpp-gpio-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  return root;
}

/** Opens the HAL on these lines. @returns what it tells, and the HAL */
async function opened(config: LinuxHalInput, openGpio: OpenGpioLines) {
  const told: string[] = [];
  const listener: HalListener = {
    lost: (source) => told.push(`lost ${source}`),
    recovered: (source) => told.push(`recovered ${source}`),
    warned: (source, finding) => told.push(`${source}: ${finding}`),
    emergencyStop: (pressed) => told.push(pressed ? 'pressed' : 'released'),
  };
  const hal = new LinuxHal({ ...linuxConfig(config), clock: () => 5, openGpio });
  onTestFinished(() => hal.close());
  await hal.open(5, listener);
  return { hal, told };
}

const WITH_FILTER: LinuxHalInput = {
  gpio: {
    estop: { line: 27, role: 'emergencyStop', debounce: 0.005, bias: 'pullDown' },
    pulses: { line: 17, channel: 'chain.velocity', metresPerPulse: 0.05, bias: 'off' },
  },
  outputs: { brake: { line: 22, energised: 'release', bias: 'pullDown' } },
};

describe('on the character device', () => {
  it('each line is requested with its own bias and debouncing', async () => {
    const root = folder();
    const kernel = new FakeKernel(root);
    onTestFinished(() => kernel.dispose());
    kernel.addChip('gpiochip0', 'pinctrl-bcm2711', 58);
    const places = {
      sysfs: join(root, 'none'),
      devices: root,
      loadKernel: () => kernel,
      loadWatch: () => null,
    };
    const { told } = await opened(WITH_FILTER, async (chip, clock) => findGpio(chip, places).open(clock));
    expect(kernel.lines.get(27)).toMatchObject({ flags: 0x234, attribute: { id: 3, value: 5000 } });
    expect(kernel.lines.get(17)).toMatchObject({ flags: 0x414, attribute: { id: 0, value: 0 } });
    expect(kernel.lines.get(22)).toMatchObject({ flags: 0x208, attribute: { id: 2, value: 0 } });
    expect(told).toEqual(['released']);
  });
});

describe('on sysfs', () => {
  const openSysfs = (): OpenGpioLines => {
    const root = folder();
    const tree = new SysfsTree(root, [{ label: 'pinctrl-bcm2711', base: 512, lines: 58 }]);
    return async (chip, clock) =>
      findGpio(chip, { sysfs: root, loadOnoff: () => tree.makeGpio }, 'sysfs').open(clock);
  };

  it('a debounced input works without, and a warning says so: every role tolerates a bouncing contact', async () => {
    const config: LinuxHalInput = { gpio: { estop: { line: 27, role: 'emergencyStop', debounce: 0.005 } } };
    const { told } = await opened(config, openSysfs());
    expect(told).toEqual([
      'gpio.estop: GPIO line 27 of pinctrl-bcm2711 is reached through sysfs, which cannot debounce it: it is used without. ' +
        'Use the character device (`hal.gpioBackend: chardev`), or remove `debounce`.',
      'released',
    ]);
  });

  it('a line with a bias is refused: without the resistor it would float', async () => {
    await expect(opened(WITH_FILTER, openSysfs())).rejects.toMatchObject({ code: 'not_supported' });
  });
});

it('lines of several chips may have the same number, as on an Orange Pi 5', async () => {
  const chips = new VirtualChips('gpio0', [
    { chip: 'gpio1', line: 3 },
    { chip: 'gpio4', line: 3 },
  ]);
  const { hal } = await opened(
    {
      gpioChip: 'gpio0',
      outputs: {
        brake: { line: 3, energised: 'release', chip: 'gpio1' },
        contactor: { line: 3, energised: 'connect', chip: 'gpio4' },
        heartbeat: { line: 3, role: 'heartbeat' },
      },
    },
    chips.open,
  );
  hal.write(Float64Array.of(1, 0, 1));
  expect(['gpio1', 'gpio4', undefined].map((chip) => chips.of(chip).level(3))).toEqual([1, 0, 1]);
});

describe('the configuration', () => {
  const problems = (hal: string) =>
    parseConfig(`hal: { kind: linux, ${hal} }`, 'k.yaml')
      .problems.filter(({ severity }) => severity === 'error')
      .map(({ key, message }) => [key, message]);

  it('refuses a line that is used twice on one chip, also when one of them names the chip and the other does not', () => {
    const estop = 'gpioChip: gpio1, gpio: { estop: { line: 4, role: emergencyStop } }';
    expect(problems(`${estop}, outputs: { brake: { line: 4, energised: release, chip: gpio1 } }`)).toEqual([
      ['hal.outputs.brake.line', expect.stringContaining('used by hal.gpio.estop already')],
    ]);
    expect(problems(`${estop}, outputs: { brake: { line: 4, energised: release, chip: gpio2 } }`)).toEqual(
      [],
    );
  });

  it('refuses bias and debouncing together with `gpioBackend: sysfs`', () => {
    const line = 'line: 4, role: emergencyStop, bias: pullUp, debounce: 0.01';
    expect(problems(`gpioBackend: sysfs, gpio: { estop: { ${line} } }`)).toEqual([
      ['hal.gpio.estop.bias', expect.stringContaining('needs the character device')],
      ['hal.gpio.estop.debounce', expect.stringContaining('needs the character device')],
    ]);
    expect(problems(`gpio: { estop: { ${line} } }`)).toEqual([]);
  });

  it('says so once for an input with two lines', () => {
    const wheel =
      'line: 5, lineB: 6, role: quadrature, channel: chain.velocity, metresPerPulse: 0.05, bias: pullUp';
    expect(problems(`gpioBackend: sysfs, gpio: { wheel: { ${wheel} } }`)).toEqual([
      ['hal.gpio.wheel.bias', expect.stringContaining('needs the character device')],
    ]);
  });
});

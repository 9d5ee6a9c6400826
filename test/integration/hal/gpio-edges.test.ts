// Edges of the character device, in a separate process, because the library that reports them loads only in a main thread.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { findGpio } from '../../../hal/linux/gpio/find-gpio.js';
import { LinuxHal } from '../../../hal/linux/linux-hal.js';
import { FakeKernel } from '../../hal/linux/gpio/fake-kernel.js';
import { linuxConfig } from '../../hal/linux-config.js';

const ESTOP = 27;
const BRAKE = 22;

async function openHal() {
  const root = mkdtempSync(join(tmpdir(), 'kpp-gpio-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const kernel = new FakeKernel(root);
  kernel.addChip('gpiochip0', 'pinctrl-rp1', 54);
  const clock = () => performance.now() / 1000;
  const hal = new LinuxHal({
    ...linuxConfig({
      gpio: { estop: { line: ESTOP, role: 'emergencyStop' } },
      outputs: { brake: { line: BRAKE, energised: 'release' } },
    }),
    clock,
    openGpio: async (chip, time) =>
      findGpio(chip, { sysfs: join(root, 'none'), devices: root, loadKernel: () => kernel }).open(time),
  });
  onTestFinished(async () => {
    await hal.close();
    kernel.dispose();
  });
  return { hal, kernel, clock };
}

it('an edge is handled when it comes, without a tick and without a read', async () => {
  const { hal, kernel, clock } = await openHal();
  let press = () => {};
  const pressed = new Promise<void>((resolve) => {
    press = resolve;
  });
  await hal.open(clock(), {
    lost: () => {},
    recovered: () => {},
    warned: () => {},
    emergencyStop: (isPressed) => {
      if (!isPressed) return;
      hal.write(Float64Array.of(0));
      press();
    },
  });
  hal.write(Float64Array.of(1));
  expect(kernel.lines.get(BRAKE)?.level).toBe(1);
  kernel.change(ESTOP, 1, process.hrtime.bigint());
  await pressed;
  expect(kernel.lines.get(BRAKE)?.level).toBe(0);
});

it('an edge that comes while the thread is busy waits, keeps its time, and is reported once', async () => {
  const { hal, kernel, clock } = await openHal();
  const told: boolean[] = [];
  await hal.open(clock(), {
    lost: () => {},
    recovered: () => {},
    warned: () => {},
    emergencyStop: (isPressed) => told.push(isPressed),
  });
  kernel.change(ESTOP, 1, process.hrtime.bigint());
  kernel.change(ESTOP, 0, process.hrtime.bigint());
  hal.advance(clock());
  expect(told).toEqual([false, true, false]);
  await new Promise((resolve) => setImmediate(resolve));
  expect(told).toHaveLength(3);
});

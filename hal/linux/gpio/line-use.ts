// Asks the kernel who has a GPIO line, without opening the line. For `kpp doctor`.
import { join } from 'node:path';
import { DEVICES, readDeviceChips, withDevice } from './chardev/device-chips.js';
import { loadKernel } from './chardev/kernel.js';
import { lineInfoRequest, REQUEST, readConsumer, readIsUsed } from './chardev/uapi.js';
import type { GpioChip } from './chips.js';
import type { GpioPlaces } from './find-gpio.js';

export interface LineUse {
  readonly isUsed: boolean;
  /** The name that the holder gave; empty when nobody has the line, or when the holder gave no name. */
  readonly holder: string;
}

/**
 * The character device knows it also for lines that are used through sysfs.
 *
 * @returns null when the character device of the chip cannot be asked
 */
export function lineUse(chip: GpioChip, line: number, places: GpioPlaces = {}): LineUse | null {
  const { devices: root = DEVICES, loadKernel: load = loadKernel } = places;
  try {
    const kernel = load();
    const [device, second] = readDeviceChips(kernel, root).chips.filter(({ label }) => label === chip.label);
    if (device === undefined) return null;
    // Several chips can have one label. Then only the name of a device tells which one is meant.
    const name = second === undefined ? device.name : chip.name;
    const info = lineInfoRequest(line);
    withDevice(join(root, name), (fd) => kernel.ioctl(fd, REQUEST.lineInfo, info));
    return { isUsed: readIsUsed(info), holder: readConsumer(info) };
  } catch {
    // Without the FFI library, the rights or the device, nothing is known.
    return null;
  }
}

// Selects how GPIO lines are reached on this machine: sysfs, or the character device when sysfs is missing or not permitted.
import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HalError } from '../../hal.js';
import { DEVICES, readDeviceChips } from './chardev/device-chips.js';
import { DeviceLines } from './chardev/device-lines.js';
import { type Kernel, loadKernel } from './chardev/kernel.js';
import { epollWatch } from './chardev/watch-readable.js';
import { type GpioChip, selectChip } from './chips.js';
import { GPIO_GROUP_FIX, isDenied, systemCode } from './line-errors.js';
import type { GpioBackend, GpioLines, OpenGpioLines } from './lines.js';
import type { MakeOnoffGpio } from './sysfs/onoff-gpio.js';
import { readSysfsChips, SYSFS_GPIO, type SysfsChip } from './sysfs/sysfs-chips.js';
import { SysfsLines } from './sysfs/sysfs-lines.js';

/** Folders and libraries to use. The defaults are those of this machine. */
export interface GpioPlaces {
  readonly sysfs?: string | undefined;
  readonly devices?: string | undefined;
  readonly loadOnoff?: (() => MakeOnoffGpio) | undefined;
  readonly loadKernel?: (() => Kernel) | undefined;
}

export interface FoundGpio {
  readonly backend: GpioBackend;
  readonly chip: GpioChip;
  /** @param clock monotonic time in seconds */
  open(clock: () => number): GpioLines;
}

/** Opens the lines of this machine. */
export const openGpioLines: OpenGpioLines = async (chip, clock) => findGpio(chip).open(clock);

/**
 * Takes sysfs when this user may write to it, else the character device.
 *
 * @param wanted label of the chip, or `auto`
 * @throws HalError `not_found`, `not_supported` (the label is not unique, or koffi is missing), `not_permitted`
 */
export function findGpio(wanted: string, places: GpioPlaces = {}): FoundGpio {
  const { sysfs = SYSFS_GPIO, loadOnoff = requireOnoff } = places;
  const chips = readSysfsChips(sysfs);
  const refusal = chips.length > 0 ? whyNotWritable(join(sysfs, 'export')) : 'ENOENT';
  const makeGpio = refusal === null ? orNull(loadOnoff) : null;
  if (makeGpio === null) return findDevice(wanted, places, isDenied(refusal ?? undefined));
  const chip = selectChip(chips, wanted) as SysfsChip;
  return { backend: 'sysfs', chip, open: (clock) => new SysfsLines({ chip, makeGpio, clock, root: sysfs }) };
}

function findDevice(wanted: string, places: GpioPlaces, isSysfsDenied: boolean): FoundGpio {
  const { devices: root = DEVICES } = places;
  const kernel = (places.loadKernel ?? loadKernel)();
  const { chips, denied } = readDeviceChips(kernel, root);
  try {
    const chip = selectChip(chips, wanted);
    return {
      backend: 'character device',
      chip,
      open: (clock) => new DeviceLines({ chip, kernel, watch: epollWatch(), clock, root }),
    };
  } catch (error) {
    if (denied.length === 0 && !isSysfsDenied) throw error;
    const what = [...(isSysfsDenied ? ['GPIO in sysfs'] : []), ...denied].join(', ');
    throw new HalError('not_permitted', `This user is not allowed to use ${what}.`, GPIO_GROUP_FIX, {
      cause: error,
    });
  }
}

/** The system's error code; null when the path is writable. */
function whyNotWritable(path: string): string | null {
  try {
    accessSync(path, constants.W_OK);
    return null;
  } catch (error) {
    return systemCode(error) ?? 'EACCES';
  }
}

function requireOnoff(): MakeOnoffGpio {
  const { Gpio } = createRequire(import.meta.url)('onoff') as typeof import('onoff');
  return (number, direction, edge, options) => new Gpio(number, direction, edge, options);
}

/** null when `load` fails: an optional library may be missing, and the other backend is used then. */
function orNull<T>(load: () => T): T | null {
  try {
    return load();
  } catch {
    return null;
  }
}

// Finds the way to the GPIO lines on this machine: sysfs, or where that is gone or closed to this user the character device.
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

/** Where to look, and by what; the defaults are this machine's. */
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

/** The lines of this machine. */
export const openGpioLines: OpenGpioLines = async (chip, clock) => findGpio(chip).open(clock);

/**
 * Sysfs comes first where this user may use it.
 *
 * @param wanted label of the chip, or `auto`
 * @throws HalError `not_found`, `not_supported` (the label repeats), `not_permitted`
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
    throw new HalError('not_permitted', `This user may not use ${what}.`, GPIO_GROUP_FIX, { cause: error });
  }
}

/** The code of the system's refusal, or null. */
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

/** Libraries that are optional may be missing; what is left then is the other way. */
function orNull<T>(load: () => T): T | null {
  try {
    return load();
  } catch {
    return null;
  }
}

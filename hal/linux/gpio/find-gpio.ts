// Selects how GPIO lines are reached on this machine: the character device, or sysfs when that is missing or not permitted.

import { accessSync, constants } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { HalError } from '../../hal.js';
import { DEVICES, readDeviceChips, withDevice } from './chardev/device-chips.js';
import { DeviceLines } from './chardev/device-lines.js';
import { type Kernel, loadKernel } from './chardev/kernel.js';
import { lineInfoRequest, REQUEST } from './chardev/uapi.js';
import { epollWatch, type WatchReadable } from './chardev/watch-readable.js';
import { type GpioChip, selectChip } from './chips.js';
import { ExportedOutputs } from './exported-outputs.js';
import { GPIO_GROUP_FIX, isDenied, systemCode } from './line-errors.js';
import type { BackendChoice, GpioBackend, GpioLines, OpenGpioLines } from './lines.js';
import type { MakeOnoffGpio } from './sysfs/onoff-gpio.js';
import { readSysfsChips, SYSFS_GPIO, type SysfsChip } from './sysfs/sysfs-chips.js';
import { SysfsLines } from './sysfs/sysfs-lines.js';

/** Folders and libraries to use. The defaults are those of this machine. */
export interface GpioPlaces {
  readonly sysfs?: string | undefined;
  readonly devices?: string | undefined;
  readonly loadOnoff?: (() => MakeOnoffGpio) | undefined;
  readonly loadKernel?: (() => Kernel) | undefined;
  readonly loadWatch?: (() => WatchReadable | null) | undefined;
}

export interface FoundGpio {
  readonly backend: GpioBackend;
  readonly chip: GpioChip;
  /** True when an output that is exported in sysfs is driven there, because the character device does not give it. */
  readonly takesExported: boolean;
  /** @param clock monotonic time in seconds */
  open(clock: () => number): GpioLines;
}

/** Opens the lines of this machine. */
export const openGpioLines: OpenGpioLines = async (chip, clock, backend) =>
  findGpio(chip, {}, backend).open(clock);

/**
 * @param wanted label of the chip, or `auto`
 * @param choice `auto` takes the character device when it can be used, else sysfs
 * @throws HalError `not_found`, `not_supported` (the label is not unique, koffi is missing, the kernel is older than 5.10), `not_permitted`
 */
export function findGpio(wanted: string, places: GpioPlaces = {}, choice: BackendChoice = 'auto'): FoundGpio {
  if (choice === 'sysfs') return findSysfs(wanted, places);
  if (choice === 'chardev') return findDevice(wanted, places);
  const sysfs = attempt(() => findSysfs(wanted, places));
  const device = attempt(() => findDevice(wanted, places));
  if (device.found !== undefined) return withExported(device.found, sysfs.found);
  if (sysfs.found !== undefined) return sysfs.found;
  throw isRefusal(sysfs.error) && !isRefusal(device.error) ? sysfs.error : device.error;
}

/** The character device, and sysfs for outputs that an earlier run left exported: a version that used sysfs, for example. */
function withExported(device: FoundGpio, sysfs: FoundGpio | undefined): FoundGpio {
  if (sysfs === undefined || sysfs.chip.label !== device.chip.label) return device;
  return {
    ...device,
    chip: { ...device.chip, base: sysfs.chip.base },
    takesExported: true,
    open: (clock) => new ExportedOutputs(device.open(clock), sysfs.open(clock)),
  };
}

function findSysfs(wanted: string, places: GpioPlaces): FoundGpio {
  const { sysfs = SYSFS_GPIO, loadOnoff = requireOnoff } = places;
  const chips = readSysfsChips(sysfs);
  const refusal = chips.length > 0 ? whyNotWritable(join(sysfs, 'export')) : null;
  if (isDenied(refusal ?? undefined)) throw notPermitted(['GPIO in sysfs']);
  if (refusal !== null)
    throw unusable('The kernel shows GPIO chips in sysfs, but exports no lines.', refusal);
  const chip = selectChip(chips, wanted) as SysfsChip;
  const makeGpio = load(loadOnoff);
  return {
    backend: 'sysfs',
    chip,
    takesExported: true,
    open: (clock) => new SysfsLines({ chip, makeGpio, clock, root: sysfs }),
  };
}

function findDevice(wanted: string, places: GpioPlaces): FoundGpio {
  const { devices: root = DEVICES, loadWatch = epollWatch } = places;
  const kernel = (places.loadKernel ?? loadKernel)();
  const { chips, denied } = readDeviceChips(kernel, root);
  let chip: GpioChip;
  try {
    chip = selectChip(chips, wanted);
  } catch (error) {
    throw denied.length === 0 ? error : notPermitted(denied, error);
  }
  assertVersion2(kernel, chip, root);
  return {
    backend: 'character device',
    chip,
    takesExported: false,
    open: (clock) => new DeviceLines({ chip, kernel, watch: loadWatch(), clock, root }),
  };
}

/** A kernel before 5.10 shows the chip, but refuses the requests of version 2. */
function assertVersion2(kernel: Kernel, chip: GpioChip, root: string): void {
  try {
    withDevice(join(root, chip.name), (fd) => kernel.ioctl(fd, REQUEST.lineInfo, lineInfoRequest(0)));
  } catch (cause) {
    throw unusable(`The character device of ${chip.label} has no GPIO uAPI version 2.`, cause);
  }
}

function unusable(message: string, cause: unknown): HalError {
  const fix =
    'Use a kernel of version 5.10 or later, or one that has GPIO in sysfs (`hal.gpioBackend: sysfs`).';
  return new HalError('not_supported', message, fix, { cause });
}

function notPermitted(what: readonly string[], cause?: unknown): HalError {
  const message = `This user is not allowed to use ${what.join(', ')}.`;
  return new HalError('not_permitted', message, GPIO_GROUP_FIX, { cause });
}

type Attempt =
  | { readonly found: FoundGpio; readonly error?: never }
  | { readonly found?: never; readonly error: unknown };

function attempt(find: () => FoundGpio): Attempt {
  try {
    return { found: find() };
  } catch (error) {
    return { error };
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof HalError && error.code === 'not_permitted';
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

function load(loadOnoff: () => MakeOnoffGpio): MakeOnoffGpio {
  try {
    return loadOnoff();
  } catch (cause) {
    const fix = 'Install it (`npm install onoff`), or use the character device (`hal.gpioBackend: chardev`).';
    throw new HalError('not_supported', 'The library onoff cannot be loaded.', fix, { cause });
  }
}

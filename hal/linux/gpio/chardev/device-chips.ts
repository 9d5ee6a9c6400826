// Lists the GPIO chips that exist as character devices, with the label and the lines that the kernel reports.
import { closeSync, constants, openSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { GpioChip } from '../chips.js';
import { isDenied, systemCode } from '../line-errors.js';
import type { Kernel } from './kernel.js';
import { LAYOUT, REQUEST, readChipInfo } from './uapi.js';

export const DEVICES = '/dev';

export interface DeviceChips {
  readonly chips: readonly GpioChip[];
  /** Paths of the chips that this user is not allowed to open. */
  readonly denied: readonly string[];
}

/** The chips in the order of their numbers. A Pi 5 has a second name for the header's chip; it is listed once. */
export function readDeviceChips(kernel: Kernel, root = DEVICES): DeviceChips {
  const chips: GpioChip[] = [];
  const denied: string[] = [];
  const seen = new Set<number>();
  for (const path of chipPaths(root)) {
    try {
      const { rdev, ino } = statSync(path);
      const identity = rdev === 0 ? ino : rdev;
      if (seen.has(identity)) continue;
      seen.add(identity);
      chips.push({ ...chipInfo(kernel, path), base: null });
    } catch (error) {
      // Any other error: the chip was removed while this function read it.
      if (isDenied(systemCode(error))) denied.push(path);
    }
  }
  return { chips, denied };
}

/** Opens a chip's device, gives its descriptor to `use`, and closes it. */
export function withDevice<T>(path: string, use: (fd: number) => T): T {
  const fd = openSync(path, constants.O_RDWR);
  try {
    return use(fd);
  } finally {
    closeSync(fd);
  }
}

function chipInfo(kernel: Kernel, path: string): ReturnType<typeof readChipInfo> {
  const info = Buffer.alloc(LAYOUT.chipInfo.size);
  withDevice(path, (fd) => kernel.ioctl(fd, REQUEST.chipInfo, info));
  return readChipInfo(info);
}

function chipPaths(root: string): string[] {
  const number = (name: string) => Number(name.slice('gpiochip'.length));
  return namesIn(root)
    .filter((name) => /^gpiochip\d+$/.test(name))
    .sort((a, b) => number(a) - number(b))
    .map((name) => join(root, name));
}

function namesIn(root: string): string[] {
  try {
    return readdirSync(root);
  } catch {
    return [];
  }
}

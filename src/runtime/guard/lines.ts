// The lines that the guard reads and writes, by descriptors that the HAL opened, without any driver.
import fs from 'node:fs';
import type { LineHandle } from '../../../hal/hal.js';
import {
  getLineLevel,
  type Kernel,
  lineValuesBuffer,
  loadKernel,
  setLineLevel,
} from '../../../hal/linux/gpio/chardev/kernel.js';
import type { Line } from '../../heartbeat/lease/watch.js';

const DIGITS: readonly Buffer[] = [Buffer.from('0'), Buffer.from('1')];
const ONE = DIGITS[1]![0];

/** The value file of a line in `/sys/class/gpio`. It is always read and written at its beginning. */
function sysfsLine(fd: number): Line {
  const buffer = Buffer.alloc(1);
  return {
    write: (level) => {
      fs.writeSync(fd, DIGITS[level]!, 0, 1, 0);
    },
    read: () => {
      fs.readSync(fd, buffer, 0, 1, 0);
      return buffer[0] === ONE ? 1 : 0;
    },
  };
}

/** A line of a request to the character device: the `index`th. */
export function deviceLine(kernel: Kernel, fd: number, index: number): Line {
  const values = lineValuesBuffer();
  return {
    write: (level) => setLineLevel(kernel, fd, index, level, values),
    read: () => getLineLevel(kernel, fd, index, values),
  };
}

/** @throws HalError when the library for a kind of line is not installed */
export function openLine(handle: LineHandle): Line {
  switch (handle.kind) {
    case 'sysfs':
      return sysfsLine(handle.fd);
    case 'gpio-v2':
      return deviceLine(loadKernel(), handle.fd, handle.index);
  }
}

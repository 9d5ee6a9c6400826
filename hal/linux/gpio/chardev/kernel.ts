// Calls by FFI the system calls that the GPIO character device needs and Node does not have. Works on any thread.
import { createRequire } from 'node:module';
import type { LibraryHandle } from 'koffi';
import { HalError, type Level } from '../../../hal.js';
import { fillLineValues, LAYOUT, REQUEST, readLineValue } from './uapi.js';

interface Koffi {
  load(path: null): LibraryHandle;
  errno(): number;
  readonly os: { readonly errno: Readonly<Record<string, number>> };
}

const F_SETFL = 4;
const O_NONBLOCK = 0o4000;

/** Calls throw an `Error` with the system's code, for example `EBUSY`. They do not block. */
export interface Kernel {
  /** `argument` is read and written by the kernel. */
  ioctl(fd: number, request: number, argument: Buffer): void;
  /** @returns the number of bytes read; 0 when there is nothing to read. Call {@link setNonBlocking} for the descriptor first */
  read(fd: number, buffer: Buffer): number;
  setNonBlocking(fd: number): void;
  /** Closes a descriptor that the kernel returned in an answer. */
  close(fd: number): void;
}

let loaded: Kernel | undefined;

/** @throws HalError `not_supported` where the FFI library is not installed */
export function loadKernel(): Kernel {
  loaded ??= createKernel(requireKoffi());
  return loaded;
}

/** Drives line number `index` of a line request. The guard calls it without a driver. `values` is a working buffer. */
export function setLineLevel(kernel: Kernel, fd: number, index: number, level: Level, values: Buffer): void {
  fillLineValues(values, index, level);
  kernel.ioctl(fd, REQUEST.setValues, values);
}

/** The level of line number `index` of a line request. `values` is a working buffer. */
export function getLineLevel(kernel: Kernel, fd: number, index: number, values: Buffer): Level {
  fillLineValues(values, index, 0);
  kernel.ioctl(fd, REQUEST.getValues, values);
  return readLineValue(values, index);
}

export function lineValuesBuffer(): Buffer {
  return Buffer.alloc(LAYOUT.lineValues.size);
}

function requireKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)('koffi') as Koffi;
  } catch (cause) {
    const fix = 'Install it (`npm install koffi`), or run a kernel that has GPIO in sysfs.';
    throw new HalError('not_supported', 'The library koffi cannot be loaded.', fix, { cause });
  }
}

function createKernel(koffi: Koffi): Kernel {
  const library = koffi.load(null);
  const ioctl = library.func('int ioctl(int fd, unsigned long request, void *argument)');
  const read = library.func('intptr_t read(int fd, void *buffer, size_t count)');
  const close = library.func('int close(int fd)');
  const fcntl = library.func('int fcntl(int fd, int command, int argument)');
  const names = new Map(Object.entries(koffi.os.errno).map(([name, number]) => [number, name]));
  const again = koffi.os.errno.EAGAIN;
  const failed = (call: string): Error => {
    const code = names.get(koffi.errno()) ?? String(koffi.errno());
    return Object.assign(new Error(`${code}: ${call}`), { code });
  };
  return {
    ioctl: (fd, request, argument) => {
      if (ioctl(fd, request, argument) < 0) throw failed('ioctl');
    },
    read: (fd, buffer) => {
      const count: number = read(fd, buffer, buffer.length);
      if (count >= 0) return count;
      if (koffi.errno() === again) return 0;
      throw failed('read');
    },
    setNonBlocking: (fd) => {
      if (fcntl(fd, F_SETFL, O_NONBLOCK) < 0) throw failed('fcntl');
    },
    close: (fd) => {
      if (close(fd) < 0) throw failed('close');
    },
  };
}

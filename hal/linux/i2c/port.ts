// The binding to the operating system: one opening of an I2C bus, used through SMBus calls only.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { PromisifiedBus } from 'i2c-bus';
import { HalError } from '../../hal.js';
import { hexAddress } from '../../i2c-names.js';

/**
 * SMBus calls are enough for the devices and work on every adapter; some adapters have no plain I2C transfers. Words are
 * in SMBus order: the first byte on the wire is the low one. All calls reject with a system `Error`.
 */
export interface I2cPort {
  readByte(address: number, register: number): Promise<number>;
  readWord(address: number, register: number): Promise<number>;
  /** @param length 1 to 32 */
  readI2cBlock(address: number, register: number, length: number): Promise<Uint8Array>;
  writeByte(address: number, register: number, value: number): Promise<void>;
  writeWord(address: number, register: number, value: number): Promise<void>;
  writeI2cBlock(address: number, register: number, bytes: Uint8Array): Promise<void>;
  /** Call it only when no other call is under way. */
  close(): Promise<void>;
}

export interface ScanningPort extends I2cPort {
  /**
   * The addresses from 0x08 to 0x77 that answer when a byte is read. Addresses that a kernel driver holds do not answer. Rejects when
   * `stop` is aborted, after the read under way.
   */
  scan(stop?: AbortSignal): Promise<number[]>;
}

/** Opens a bus. Rejects with a {@link HalError}; with `not_found` a later attempt can succeed. */
export type OpenI2cPort = (bus: number) => Promise<I2cPort>;
/** Opens a bus with a scan of its addresses, which the controller itself does not use. */
export type OpenScanningPort = (bus: number) => Promise<ScanningPort>;

/** The addresses of a scan. Lower and higher addresses are reserved. */
export const SCANNED: readonly number[] = Array.from({ length: 0x77 - 0x08 + 1 }, (_, i) => 0x08 + i);

/** Opens a bus of this machine. Only one thread of a process may call it: the native module registers itself once. */
export async function openI2cPort(bus: number): Promise<ScanningPort> {
  const { openPromisified } = requireI2cBus();
  const path = `/dev/i2c-${bus}`;
  try {
    // Checked here, because the library opens the file only with the first call to each address.
    await access(path, constants.R_OK | constants.W_OK);
    return new SystemPort(path, await openPromisified(bus));
  } catch (error) {
    throw explainOpenError(error, path);
  }
}

class SystemPort implements ScanningPort {
  /** Addresses that a kernel driver holds. */
  private readonly held = new Set<number>();

  constructor(
    private readonly path: string,
    private readonly bus: PromisifiedBus,
  ) {}

  readByte(address: number, register: number): Promise<number> {
    return this.call(address, () => this.bus.readByte(address, register));
  }

  readWord(address: number, register: number): Promise<number> {
    return this.call(address, () => this.bus.readWord(address, register));
  }

  readI2cBlock(address: number, register: number, length: number): Promise<Uint8Array> {
    return this.call(address, async () => {
      const answer = await this.bus.readI2cBlock(address, register, length, Buffer.alloc(length));
      return answer.buffer.subarray(0, answer.bytesRead);
    });
  }

  writeByte(address: number, register: number, value: number): Promise<void> {
    return this.call(address, () => this.bus.writeByte(address, register, value));
  }

  writeWord(address: number, register: number, value: number): Promise<void> {
    return this.call(address, () => this.bus.writeWord(address, register, value));
  }

  async writeI2cBlock(address: number, register: number, bytes: Uint8Array): Promise<void> {
    await this.call(address, () =>
      this.bus.writeI2cBlock(address, register, bytes.length, Buffer.from(bytes)),
    );
  }

  /** Reads one address at a time, because the scan of the library cannot be stopped and a blocked bus takes a timeout per address. */
  async scan(stop?: AbortSignal): Promise<number[]> {
    const answering: number[] = [];
    for (const address of SCANNED) {
      answering.push(...(await this.bus.scan(address, address)));
      stop?.throwIfAborted();
    }
    return answering;
  }

  close(): Promise<void> {
    return this.bus.close();
  }

  /**
   * When the kernel refuses an address, the library still keeps the descriptor, and its next call would go to
   * address 0, which every device on the bus receives. So no further call is made for that address.
   */
  private async call<T>(address: number, run: () => Promise<T>): Promise<T> {
    if (this.held.has(address)) throw this.heldError(address);
    try {
      return await run();
    } catch (error) {
      const { syscall } = error as NodeJS.ErrnoException;
      if (syscall !== 'setAddr') throw error;
      this.held.add(address);
      throw this.heldError(address, error);
    }
  }

  private heldError(address: number, cause?: unknown): Error {
    return new Error(`${hexAddress(address)} on ${this.path} is held by a kernel driver`, { cause });
  }
}

function requireI2cBus(): typeof import('i2c-bus') {
  try {
    return createRequire(import.meta.url)('i2c-bus') as typeof import('i2c-bus');
  } catch (cause) {
    const fix =
      'Install it (`npm install i2c-bus`; it is compiled during installation, on Linux only), or remove hal.i2c.';
    throw new HalError('not_supported', 'The library i2c-bus cannot be loaded.', fix, { cause });
  }
}

function explainOpenError(error: unknown, path: string): HalError {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { cause: error };
  if (code === 'EACCES' || code === 'EPERM') {
    const fix = 'Add the user to the group i2c (`usermod -aG i2c USER`) and log in again.';
    return new HalError('not_permitted', `This user is not allowed to open ${path}.`, fix, options);
  }
  const fix =
    'Switch the bus on (`raspi-config`, Interface Options, or `dtparam=i2c_arm=on`) and load `i2c-dev`.';
  if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') {
    return new HalError('not_found', `${path} does not exist.`, fix, options);
  }
  return new HalError('failed', `${path} cannot be opened: ${message}.`, fix, options);
}

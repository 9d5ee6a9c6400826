// The binding to the operating system: one opening of an I2C bus, by SMBus calls alone.
import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { PromisifiedBus } from 'i2c-bus';
import { HalError } from '../../hal.js';
import { hexAddress } from '../../i2c-names.js';

/**
 * SMBus has everything that the devices need, on every adapter; plain I2C transfers are not there on all of them. Words are
 * SMBus's: the first byte on the wire is the low one. All calls reject with an `Error` of the system.
 */
export interface I2cPort {
  readByte(address: number, register: number): Promise<number>;
  readWord(address: number, register: number): Promise<number>;
  /** @param length 1 to 32 */
  readI2cBlock(address: number, register: number, length: number): Promise<Uint8Array>;
  writeByte(address: number, register: number, value: number): Promise<void>;
  writeWord(address: number, register: number, value: number): Promise<void>;
  writeI2cBlock(address: number, register: number, bytes: Uint8Array): Promise<void>;
  /** To be called when no other call is under way. */
  close(): Promise<void>;
}

export interface ScanningPort extends I2cPort {
  /**
   * The addresses that answer when a byte is read from them, 0x08 to 0x77. Those that a kernel driver holds do not. Rejects when it
   * is told to stop, after the read that is under way.
   */
  scan(stop?: AbortSignal): Promise<number[]>;
}

/** Opens a bus. Rejects with a {@link HalError}; `not_found` means that waiting can mend it. */
export type OpenI2cPort = (bus: number) => Promise<I2cPort>;
/** The same, with the scan that the controller itself has no use for. */
export type OpenScanningPort = (bus: number) => Promise<ScanningPort>;

/** Those below and above are reserved. */
export const SCANNED: readonly number[] = Array.from({ length: 0x77 - 0x08 + 1 }, (_, i) => 0x08 + i);

/** The bus of this machine. May be called in one thread of a process only: the native module registers itself once. */
export async function openI2cPort(bus: number): Promise<ScanningPort> {
  const { openPromisified } = requireI2cBus();
  const path = `/dev/i2c-${bus}`;
  try {
    // The library opens the file with the first call to each address: too late to say what is wrong.
    await access(path, constants.R_OK | constants.W_OK);
    return new SystemPort(path, await openPromisified(bus));
  } catch (error) {
    throw explainOpenError(error, path);
  }
}

class SystemPort implements ScanningPort {
  /** Addresses that a driver of the kernel holds. */
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

  /** One address at a time: on a bus that is held each one takes the adapter's timeout, and the library does not stop. */
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
   * Where the kernel refuses an address, the library keeps the descriptor all the same, and its next call would go to
   * address 0, which every device on the bus hears. So there is no next call.
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
    return new Error(`${hexAddress(address)} on ${this.path} is held by a driver of the kernel`, { cause });
  }
}

function requireI2cBus(): typeof import('i2c-bus') {
  try {
    return createRequire(import.meta.url)('i2c-bus') as typeof import('i2c-bus');
  } catch (cause) {
    const fix = 'Install it (`npm install i2c-bus`; it is compiled, on Linux only), or remove hal.i2c.';
    throw new HalError('not_supported', 'The library i2c-bus cannot be loaded.', fix, { cause });
  }
}

function explainOpenError(error: unknown, path: string): HalError {
  const { code, message } = error as NodeJS.ErrnoException;
  const options = { cause: error };
  if (code === 'EACCES' || code === 'EPERM') {
    const fix = 'Add the user to the group i2c (`usermod -aG i2c USER`) and log in again.';
    return new HalError('not_permitted', `${path} must not be opened by this user.`, fix, options);
  }
  const fix =
    'Switch the bus on (`raspi-config`, Interface Options, or `dtparam=i2c_arm=on`) and load `i2c-dev`.';
  if (code === 'ENOENT' || code === 'ENODEV' || code === 'ENXIO') {
    return new HalError('not_found', `${path} is not there.`, fix, options);
  }
  return new HalError('failed', `${path} cannot be opened: ${message}.`, fix, options);
}

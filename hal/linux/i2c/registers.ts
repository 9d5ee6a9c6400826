// Reads and writes the registers of one device on a bus. Words have the byte order of the chips: high byte first.
import type { I2cBus, Request } from './bus.js';

/** Calls reject with an `I2cFault`. */
export interface Registers {
  readByte(register: number): Promise<number>;
  /** Resolves to a word from 0 to 0xffff. */
  readWord(register: number): Promise<number>;
  writeByte(register: number, value: number): Promise<void>;
  writeWord(register: number, value: number): Promise<void>;
}

/** The calls that are safe for a chip that may be a different one: they only read. */
export type ReadableRegisters = Pick<Registers, 'readByte' | 'readWord'>;

/** SMBus sends the low byte of a word first. */
export function swapBytes(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8);
}

/** Reads a word as a number in two's complement. */
export function signed16(word: number): number {
  return (word << 16) >> 16;
}

export function registersOn(
  bus: Pick<I2cBus, 'request'>,
  address: number,
  options: Pick<Request<unknown>, 'isUrgent' | 'retried'>,
): Registers {
  return {
    readByte: (register) =>
      bus.request({ ...options, address, call: (port) => port.readByte(address, register) }),
    readWord: async (register) =>
      swapBytes(await bus.request({ ...options, address, call: (port) => port.readWord(address, register) })),
    writeByte: (register, value) =>
      bus.request({ ...options, address, call: (port) => port.writeByte(address, register, value) }),
    writeWord: (register, value) => {
      const call: Request<void>['call'] = (port) => port.writeWord(address, register, swapBytes(value));
      return bus.request({ ...options, address, call });
    },
  };
}

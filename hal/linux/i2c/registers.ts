// The registers of one device on a bus, with words as the chips have them: the high byte first.
import type { I2cBus, Request } from './bus.js';

/** Calls reject with an `I2cFault`. */
export interface Registers {
  readByte(register: number): Promise<number>;
  /** 0 to 0xffff. */
  readWord(register: number): Promise<number>;
  writeByte(register: number, value: number): Promise<void>;
  writeWord(register: number, value: number): Promise<void>;
}

/** What a look at a chip may use that may be another one. */
export type ReadableRegisters = Pick<Registers, 'readByte' | 'readWord'>;

/** SMBus sends the low byte of a word first. */
export function swapBytes(word: number): number {
  return ((word & 0xff) << 8) | (word >> 8);
}

/** A word as a number in two's complement. */
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

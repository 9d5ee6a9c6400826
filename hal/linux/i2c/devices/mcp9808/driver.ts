// Reads an MCP9808 (Microchip DS25095): temperature.
import { garbage } from '../../fault.js';
import type { ReadableRegisters, Registers } from '../../registers.js';
import type { Chip, Deliver, Identity } from '../chip.js';
import { EVERY_S, type Mcp9808Config } from './schema.js';

const REGISTER = {
  configuration: 0x01,
  temperature: 0x05,
  manufacturer: 0x06,
  device: 0x07,
  resolution: 0x08,
} as const;

/** Stops the conversions: the temperature keeps its last value. The bit can be cleared also while the chip is locked. */
const SHUTDOWN = 0x0100;

const MANUFACTURER = 0x0054;
/** The low byte is the revision. */
const DEVICE = 0x0400;
const REVISION_BITS = 0x00ff;

/** 0.125 °C. A conversion takes 130 ms; with the finest resolution it would take 250 ms. */
const RESOLUTION = 0x02;
const RESOLUTION_BITS = 0x03;
const CONVERSION_S = 0.13;
/** A conversion with the resolution before the change has to end first. */
const SETTLING_S = 0.25 + CONVERSION_S;

const SIGN = 0x1000;
const MAGNITUDE_BITS = 0x0fff;
const LSB_DEGC = 1 / 16;
/** Outside of it the data sheet promises nothing. */
const RANGE_DEGC = { min: -40, max: 125 };

/** Converts the temperature register to °C: thirteen bits in two's complement, after three alert flags. */
export function mcp9808Celsius(register: number): number {
  return ((register & MAGNITUDE_BITS) - (register & SIGN)) * LSB_DEGC;
}

export function createChip(config: Mcp9808Config): Chip {
  return new Mcp9808(config);
}

/**
 * The chip converts continuously and does not report when a conversion ends. The time of a sample is when it was read. Its
 * conversion ended at most 130 ms before. A bus that is stuck low reads as 0 °C, so each reading checks the id as well.
 */
class Mcp9808 implements Chip {
  readonly periodS = EVERY_S;
  readonly channels: readonly string[];
  private readyS = 0;

  constructor({ channels }: Mcp9808Config) {
    this.channels = [channels.temperature];
  }

  async identify(registers: ReadableRegisters): Promise<Identity> {
    await checkManufacturer(registers);
    const device = await registers.readWord(REGISTER.device);
    if ((device & ~REVISION_BITS) !== DEVICE) throw garbage("an MCP9808's device id", device);
    return 'known';
  }

  async setUp(registers: Registers, clock: () => number): Promise<number> {
    const configuration = await registers.readWord(REGISTER.configuration);
    const isShutDown = (configuration & SHUTDOWN) !== 0;
    if (isShutDown) await registers.writeWord(REGISTER.configuration, configuration & ~SHUTDOWN);
    const resolution = (await registers.readByte(REGISTER.resolution)) & RESOLUTION_BITS;
    if (resolution !== RESOLUTION) await registers.writeByte(REGISTER.resolution, RESOLUTION);
    // A chip that kept its power and its settings has a valid reading.
    if (isShutDown || resolution !== RESOLUTION) this.readyS = clock() + SETTLING_S;
    return this.readyS;
  }

  async read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void> {
    const timeS = clock();
    if (timeS < this.readyS) return;
    await checkManufacturer(registers);
    const register = await registers.readWord(REGISTER.temperature);
    const celsius = mcp9808Celsius(register);
    const isInRange = celsius >= RANGE_DEGC.min && celsius <= RANGE_DEGC.max;
    deliver(0, isInRange ? celsius : Number.NaN, timeS);
  }

  restart(): void {}
}

async function checkManufacturer(registers: ReadableRegisters): Promise<void> {
  const manufacturer = await registers.readWord(REGISTER.manufacturer);
  if (manufacturer !== MANUFACTURER) throw garbage("an MCP9808's manufacturer id", manufacturer);
}

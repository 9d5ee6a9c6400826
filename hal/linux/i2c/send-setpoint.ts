// Opens a bus, writes one setpoint and closes the bus, for a program that does nothing else on it.
import { HalError } from '../../hal.js';
import { hexAddress } from '../../i2c-names.js';
import { setpointWriter } from './devices/drivers.js';
import { type OpenI2cPort, openI2cPort } from './port.js';
import { swapBytes } from './registers.js';
import type { I2cConverterConfig } from './schema.js';

const ATTEMPTS = 3;

/**
 * Resolves when the device has acknowledged. Rejects with a {@link HalError}.
 *
 * @param fraction 0..1 of full scale
 */
export async function sendSetpoint(
  bus: number,
  address: number,
  device: I2cConverterConfig['device'],
  fraction: number,
  openPort: OpenI2cPort = openI2cPort,
): Promise<void> {
  const writeSetpoint = setpointWriter({ device });
  const port = await openPort(bus);
  const writeWord = (register: number, value: number) => port.writeWord(address, register, swapBytes(value));
  try {
    await attempt(() => writeSetpoint({ writeWord }, fraction));
  } catch (cause) {
    const message = `${hexAddress(address)} on I2C bus ${bus} does not answer: ${(cause as Error).message}.`;
    const fix = `Check its wiring and its power; \`i2cdetect -y ${bus}\` lists the addresses that answer.`;
    throw new HalError('failed', message, fix, { cause });
  } finally {
    await port.close();
  }
}

/** Tries several times, because a hanging controller may use the bus at the same moment. */
async function attempt(write: () => Promise<void>, left = ATTEMPTS): Promise<void> {
  try {
    await write();
  } catch (error) {
    if (left <= 1) throw error;
    await attempt(write, left - 1);
  }
}

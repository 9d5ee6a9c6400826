// Examines a bus outside of a HAL, for `kpp doctor`: which addresses answer, and whether the devices are the configured ones.
import type { Request } from './bus.js';
import { createChip } from './devices/drivers.js';
import { I2cFault } from './fault.js';
import type { OpenScanningPort, ScanningPort } from './port.js';
import { registersOn } from './registers.js';
import { type I2cDeviceConfig, isConverter } from './schema.js';

/**
 * - `silent`: nothing answers at the address;
 * - `answers`: a device answers, but its kind has no id to check;
 * - `known`: the device has the expected id;
 * - `compatible`: it is another device that works like it;
 * - `foreign`: it is another device, `reason` says why;
 * - `unreadable`: it answers, but its id cannot be read; `reason` is the system's message.
 */
export type Sighting =
  | { readonly state: 'silent' | 'answers' | 'known' }
  | { readonly state: 'compatible'; readonly what: string; readonly fix: string }
  | { readonly state: 'foreign' | 'unreadable'; readonly reason: string };

export interface BusView<D> {
  /** Addresses that answer, 0x08 to 0x77, in order. */
  readonly answering: readonly number[];
  readonly devices: readonly { readonly device: D; readonly sighting: Sighting }[];
}

/**
 * Opens the bus, reads a byte from each address, reads the ids of the devices that answer, and closes the bus. It only writes the numbers
 * of the id registers, and only to the addresses of configured devices. Rejects with a `HalError` when the bus cannot be opened, and
 * when `stop` is aborted, after the transaction under way.
 */
export async function lookAround<D extends I2cDeviceConfig>(
  bus: number,
  devices: readonly D[],
  openPort: OpenScanningPort,
  stop: AbortSignal,
): Promise<BusView<D>> {
  const port = await openPort(bus);
  try {
    const answering = await port.scan(stop);
    const seen: { device: D; sighting: Sighting }[] = [];
    for (const device of devices) {
      const isThere = answering.includes(device.address);
      seen.push({ device, sighting: isThere ? await identify(device, port) : { state: 'silent' } });
      stop.throwIfAborted();
    }
    return { answering, devices: seen };
  } finally {
    // Closing a removed bus fails, and nothing needs to be done about it.
    await port.close().catch(() => undefined);
  }
}

async function identify(device: I2cDeviceConfig, port: ScanningPort): Promise<Sighting> {
  if (isConverter(device)) return { state: 'answers' };
  const direct = { request: <T>({ call }: Request<T>) => call(port) };
  const registers = registersOn(direct, device.address, {});
  try {
    const identity = await createChip(device).identify(registers);
    if (typeof identity === 'object') return { state: 'compatible', ...identity };
    return { state: identity === 'known' ? 'known' : 'answers' };
  } catch (error) {
    return { state: error instanceof I2cFault ? 'foreign' : 'unreadable', reason: (error as Error).message };
  }
}

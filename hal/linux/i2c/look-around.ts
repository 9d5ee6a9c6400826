// Looks at a bus for a program that does nothing else: which addresses answer, and whether the devices are what they should be.
import type { Request } from './bus.js';
import { createChip } from './devices/drivers.js';
import { I2cFault } from './fault.js';
import type { OpenScanningPort, ScanningPort } from './port.js';
import { registersOn } from './registers.js';
import { type I2cDeviceConfig, isConverter } from './schema.js';

/**
 * - `silent`: nothing answers at the address;
 * - `answers`: something does, and has no id to be known by;
 * - `known`: it has the id of the device;
 * - `foreign`: it is another device, `reason` says by what;
 * - `unreadable`: it answers, and then its id cannot be read; `reason` is the system's.
 */
export type Sighting =
  | { readonly state: 'silent' | 'answers' | 'known' }
  | { readonly state: 'foreign' | 'unreadable'; readonly reason: string };

export interface BusView<D> {
  /** 0x08 to 0x77, in order. */
  readonly answering: readonly number[];
  readonly devices: readonly { readonly device: D; readonly sighting: Sighting }[];
}

/**
 * Opens the bus, reads a byte from each address and the ids of the devices that answer, and closes it. Writes nothing but the numbers
 * of the registers with the ids, to the addresses of the devices alone. Rejects with a `HalError` when the bus cannot be opened, and
 * when it is told to stop, after the transaction that is under way.
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
    // A bus that is gone has nothing left to close.
    await port.close().catch(() => undefined);
  }
}

async function identify(device: I2cDeviceConfig, port: ScanningPort): Promise<Sighting> {
  if (isConverter(device)) return { state: 'answers' };
  const direct = { request: <T>({ call }: Request<T>) => call(port) };
  const registers = registersOn(direct, device.address, {});
  try {
    return { state: (await createChip(device).identify(registers)) ? 'known' : 'answers' };
  } catch (error) {
    return { state: error instanceof I2cFault ? 'foreign' : 'unreadable', reason: (error as Error).message };
  }
}

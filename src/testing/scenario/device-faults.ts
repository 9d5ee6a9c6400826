// Faults of the devices between plant and controller: of a serial port, of a contactor, or of an address on an I2C bus. They need virtual devices.
import type { AddressFault } from '../../../hal/virtual/i2c/virtual-i2c.js';
import type { VirtualDevices } from '../../../hal/virtual/virtual-devices.js';
import type { ContactorFault } from '../../../hal/virtual/wiring/contactor.js';
import type { Begin, Parameters } from './fault.js';

interface DeviceFault {
  /** The keys of the fault; the name of an optional key ends in `?`. */
  readonly keys: readonly string[];
  /** @throws Error when a value is not possible for these devices */
  begin(devices: VirtualDevices, parameters: Parameters): Begin;
}

export const DEVICE_FAULTS: Readonly<Record<string, DeviceFault>> = {
  garble: {
    keys: ['port', 'share'],
    begin(devices, { port, share }) {
      const name = portName(devices, port);
      if (!(typeof share === 'number' && share >= 0 && share <= 1))
        throw new Error(`share is ${String(share)}, but has to be between 0 and 1`);
      return () => devices.ports.garble(name, share);
    },
  },
  unplug: {
    keys: ['port'],
    begin(devices, { port }) {
      const name = portName(devices, port);
      return () => devices.ports.unplug(name);
    },
  },
  weldedContact: contactorFault('welded'),
  openCoil: contactorFault('open'),
  i2cNack: addressFault('nack'),
  i2cGarbage: addressFault('garbage'),
  i2cHang: addressFault('silent'),
};

/** @throws Error when the run has no virtual devices */
export function deviceFault(kind: string, devices: VirtualDevices | null, parameters: Parameters): Begin {
  if (devices === null) {
    throw new Error(
      'acts on a device, and this run has none: set `hal.kind: linux` and configure devices, or use --virtual-devices',
    );
  }
  return DEVICE_FAULTS[kind]!.begin(devices, parameters);
}

function addressFault(kind: AddressFault): DeviceFault {
  return {
    keys: ['address', 'bus?'],
    begin(devices, { address, bus = null }) {
      const at = wholeNumber('address', address);
      const on = bus === null ? null : wholeNumber('bus', bus);
      devices.buses.assertDevice(at, on);
      return () => devices.buses.disturb(at, on, kind);
    },
  };
}

function contactorFault(kind: ContactorFault): DeviceFault {
  return {
    keys: ['output'],
    begin({ cabinet }, { output }) {
      const name = String(output);
      cabinet.assertSwitch(name);
      return () => cabinet.disturb(name, kind);
    },
  };
}

function portName(devices: VirtualDevices, port: unknown): string {
  const name = String(port);
  devices.ports.assertPort(name);
  return name;
}

function wholeNumber(key: string, value: unknown): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new Error(`${key} is ${String(value)}, but has to be a whole number, such as 0x40`);
}

// Says what was seen on an I2C bus: one finding for the bus, and one for each device that the configuration has on it.
import { hexAddress, i2cSource } from '../../../hal/i2c-names.js';
import type { BusView, Sighting } from '../../../hal/linux/i2c/look-around.js';
import { SCANNED } from '../../../hal/linux/i2c/port.js';
import type { Config } from '../../config/index.js';
import { type Finding, ok, warning } from './finding.js';
import type { Machine } from './machine.js';

export type Device = Config['hal']['i2c'][number];

const DEVICES = '/sys/bus/i2c/devices';
const LET_GO =
  'Take the devices off the bus one after the other until it is free, switching the power off in between; check the pull-ups on SDA and SCL.';

interface Held {
  readonly address: number;
  /** The kernel's driver. */
  readonly driver: string;
}

export function busPath(bus: number): string {
  return `/dev/i2c-${bus}`;
}

/** The look at a bus did not come to its end. */
export function busIsHeld(bus: number, devices: readonly Device[]): Finding {
  return trouble(bus, devices, `${busPath(bus)} is held, or too slow to ask each address.`);
}

export function whatAnswers(
  bus: number,
  { answering, devices }: BusView<Device>,
  machine: Machine,
): Finding[] {
  // A line that is low is what an acknowledgement looks like.
  if (answering.length > SCANNED.length / 2) {
    const configured = devices.map(({ device }) => device);
    return [trouble(bus, configured, `All seems to answer on ${busPath(bus)}: its SDA is held low.`)];
  }
  const held = heldByKernel(bus, machine);
  return [
    ok(`i2c.${bus}`, `${answers(bus, answering)}${kernelPart(held)}.`),
    ...devices.map(({ device, sighting }) => whatIsSeen(device, sighting, held)),
  ];
}

/** A bus that the controller does not need is nobody's trouble: the one of a monitor that is not plugged in, say. */
function trouble(bus: number, devices: readonly Device[], what: string): Finding {
  return devices.length === 0 ? ok(`i2c.${bus}`, what) : warning(`i2c.${bus}`, what, LET_GO);
}

function answers(bus: number, addresses: readonly number[]): string {
  if (addresses.length === 0) return `No address answers on ${busPath(bus)}`;
  return `${busPath(bus)}: ${addresses.map(hexAddress).join(', ')} ${addresses.length === 1 ? 'answers' : 'answer'}`;
}

function kernelPart(held: readonly Held[]): string {
  if (held.length === 0) return '';
  const each = held.map(({ address, driver }) => `${hexAddress(address)} (${driver})`);
  return `; the kernel holds ${each.join(', ')}`;
}

/** The addresses that have a driver of the kernel: no program reaches them. */
function heldByKernel(bus: number, machine: Machine): Held[] {
  const name = new RegExp(`^${bus}-00([0-9a-f]{2})$`);
  return machine.list(DEVICES).flatMap((device) => {
    const address = name.exec(device)?.[1];
    const driver = machine.linkedName(`${DEVICES}/${device}/driver`);
    return address === undefined || driver === null
      ? []
      : [{ address: Number.parseInt(address, 16), driver }];
  });
}

/** Never an error: the controller starts without a device, and asks for it again and again. */
function whatIsSeen(config: Device, sighting: Sighting, held: readonly Held[]): Finding {
  const { bus, address, device } = config;
  const id = i2cSource(config);
  const at = hexAddress(address);
  switch (sighting.state) {
    case 'known':
      return ok(id, `The ${device} at ${at} answers.`);
    case 'answers':
      return ok(id, `A device answers at ${at}; the ${device} has no id to be known by.`);
    case 'foreign': {
      const fix = 'Check the address pins of the devices on this bus, and device and address in hal.i2c.';
      return warning(id, `What answers at ${at} is no ${device}: ${sighting.reason}.`, fix);
    }
    case 'unreadable': {
      const what = `A device answers at ${at}, but not when its id as an ${device} is read: ${sighting.reason}.`;
      return warning(id, what, 'Check its wiring and the pull-ups, and device and address in hal.i2c.');
    }
    case 'silent':
      return notReached(config, id, held.find((one) => one.address === address) ?? null, {
        what: `The ${device} at ${at} does not answer; the controller would wait for it.`,
        fix: `Check its wiring, its power, the pull-ups and its address pins; \`i2cdetect -y ${bus}\` lists what answers.`,
      });
  }
}

function notReached(
  { bus, address, device }: Device,
  id: string,
  held: Held | null,
  { what, fix }: Pick<Finding, 'what' | 'fix'>,
): Finding {
  if (held === null) return warning(id, what, fix);
  const name = `${bus}-00${hexAddress(address).slice(2)}`;
  return warning(
    id,
    `The ${device} at ${hexAddress(address)} is held by the kernel's driver ${held.driver}; the controller would wait for it.`,
    `Remove the \`dtoverlay\` that hands it to the kernel, or take it back as root until the next start: \`echo ${name} > /sys/bus/i2c/drivers/${held.driver}/unbind\`.`,
  );
}

// Turns the scan of an I2C bus into findings: one for the bus, and one for each configured device on it.
import { hexAddress, i2cSource } from '../../../hal/i2c-names.js';
import type { BusView, Sighting } from '../../../hal/linux/i2c/look-around.js';
import { SCANNED } from '../../../hal/linux/i2c/port.js';
import type { Config } from '../../config/index.js';
import { type Finding, ok, warning } from './finding.js';
import type { Machine } from './machine.js';

export type Device = Config['hal']['i2c'][number];

const DEVICES = '/sys/bus/i2c/devices';
const LET_GO =
  'Disconnect one device after the other, each time with the power off, until the bus is free; check the pull-ups on SDA and SCL.';

interface Held {
  readonly address: number;
  /** The kernel's driver. */
  readonly driver: string;
}

export function busPath(bus: number): string {
  return `/dev/i2c-${bus}`;
}

/** For a scan that did not finish in time. */
export function busIsHeld(bus: number, devices: readonly Device[]): Finding {
  return trouble(bus, devices, `${busPath(bus)} is blocked, or too slow to scan all its addresses.`);
}

export function whatAnswers(
  bus: number,
  { answering, devices }: BusView<Device>,
  machine: Machine,
): Finding[] {
  // An SDA line that is always low looks like an acknowledgement from every address.
  if (answering.length > SCANNED.length / 2) {
    const configured = devices.map(({ device }) => device);
    return [
      trouble(bus, configured, `Every address seems to answer on ${busPath(bus)}: its SDA line is held low.`),
    ];
  }
  const held = heldByKernel(bus, machine);
  return [
    ok(`i2c.${bus}`, `${answers(bus, answering)}${kernelPart(held)}.`),
    ...devices.map(({ device, sighting }) => whatIsSeen(device, sighting, held)),
  ];
}

/** A fault of a bus without configured devices is not a problem for the controller: for example, the bus of a monitor port. */
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
  return `; the kernel uses ${each.join(', ')}`;
}

/** The addresses that a driver of the kernel uses: other programs cannot reach them. */
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

/** Never an error: the controller starts without a device and tries again until it answers. */
function whatIsSeen(config: Device, sighting: Sighting, held: readonly Held[]): Finding {
  const { bus, address, device } = config;
  const id = i2cSource(config);
  const at = hexAddress(address);
  switch (sighting.state) {
    case 'known':
      return ok(id, `The ${device} at ${at} answers.`);
    case 'answers':
      return ok(
        id,
        `A device answers at ${at}; whether it is the ${device} cannot be checked, because this chip has no id.`,
      );
    case 'compatible':
      return warning(id, `${sighting.what} It answers at ${at}.`, sighting.fix);
    case 'foreign': {
      const fix = 'Check the address pins of the devices on this bus, and device and address in hal.i2c.';
      return warning(id, `The device that answers at ${at} is not the ${device}: ${sighting.reason}.`, fix);
    }
    case 'unreadable': {
      const what = `A device answers at ${at}, but its id as the ${device} cannot be read: ${sighting.reason}.`;
      return warning(id, what, 'Check its wiring and the pull-ups, and device and address in hal.i2c.');
    }
    case 'silent':
      return notReached(config, id, held.find((one) => one.address === address) ?? null, {
        what: `The ${device} at ${at} does not answer; the controller would wait for it.`,
        fix: `Check its wiring, its power, the pull-ups and its address pins; \`i2cdetect -y ${bus}\` lists the addresses that answer.`,
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
    `The ${device} at ${hexAddress(address)} is in use by the kernel's driver ${held.driver}; the controller would wait for it.`,
    `Remove the \`dtoverlay\` that gives it to the kernel; or, as root and until the next start, release it with \`echo ${name} > /sys/bus/i2c/drivers/${held.driver}/unbind\`.`,
  );
}

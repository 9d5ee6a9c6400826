// The serial ports of this machine, and the name of each that stays the same after a restart.
import { basename } from 'node:path';
import type { Machine } from './machine.js';

const BY_ID = '/dev/serial/by-id';
const BY_PATH = '/dev/serial/by-path';
const PORT = /^tty(USB|ACM|AMA|SC|S)\d+$/;
const USB_PORT = /^tty(USB|ACM)\d+$/;
/** The USB device is the folder above the interface: one level up for ttyACM, two for ttyUSB. */
const USB_DEVICES = ['..', '../..'];

export interface PortNames {
  /** `/dev/ttyUSB0`. */
  readonly device: string;
  /** The names below /dev/serial that lead to this device after each restart, the best first; none for a built-in port. */
  readonly stable: readonly string[];
}

/** The ports with hardware. A port of the board needs no other name, and has none. */
export function serialPorts(machine: Machine): PortNames[] {
  const names = machine.list('/dev').filter((name) => PORT.test(name) && hasHardware(name, machine));
  return names.map((name) => ({ device: `/dev/${name}`, stable: stableNames(name, machine) }));
}

/**
 * The kernel makes `ttyS0` to `ttyS31` whether the chip is there or not; opening one without a chip fails.
 *
 * @param name `ttyS0`
 */
export function hasHardware(name: string, machine: Machine): boolean {
  const number = /^ttyS(\d+)$/.exec(name)?.[1];
  if (number === undefined) return true;
  const type = machine.read(`/sys/class/tty/${name}/type`).trim();
  if (type !== '') return type !== '0';
  return new RegExp(`^${number}: uart:(?!unknown)`, 'm').test(machine.read('/proc/tty/driver/serial'));
}

/** Whether the path is the kernel's own name of a USB port, which the next restart may give to another port. */
export function isUnstable(path: string): boolean {
  return USB_PORT.test(basename(path)) && path === `/dev/${basename(path)}`;
}

/** The other ports to which a name in `by-id` may lead after a restart: their adapters have the same ids and no number of their own. */
export function namesakes(path: string, machine: Machine): string[] {
  const name = machine.linkedName(path);
  if (!path.startsWith(`${BY_ID}/`) || name === null) return [];
  return twins(name, machine).map((twin) => `/dev/${twin}`);
}

function stableNames(name: string, machine: Machine): string[] {
  const linked = (folder: string) =>
    machine
      .list(folder)
      .map((link) => `${folder}/${link}`)
      .filter((link) => machine.linkedName(link) === name);
  const byId = twins(name, machine).length > 0 ? [] : linked(BY_ID);
  return [...byId, ...linked(BY_PATH)];
}

interface UsbDevice {
  /** Maker, product and serial number: what the name in `by-id` is made of. */
  readonly identity: string;
  /** The device's folder in /sys; several ports of one adapter have the same. */
  readonly place: string;
}

/** The ports of other adapters that cannot be told from this one. */
function twins(name: string, machine: Machine): string[] {
  const own = usbDevice(name, machine);
  if (own === null) return [];
  return machine.list('/dev').filter((other) => {
    const found = USB_PORT.test(other) ? usbDevice(other, machine) : null;
    return found !== null && found.identity === own.identity && found.place !== own.place;
  });
}

function usbDevice(name: string, machine: Machine): UsbDevice | null {
  for (const up of USB_DEVICES) {
    const folder = `/sys/class/tty/${name}/device/${up}`;
    const [vendor = '', ...rest] = ['idVendor', 'idProduct', 'serial'].map((file) =>
      machine.read(`${folder}/${file}`).trim(),
    );
    const place = machine.resolved(folder);
    if (vendor !== '' && place !== null) return { identity: [vendor, ...rest].join(':'), place };
  }
  return null;
}

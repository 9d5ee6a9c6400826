// Looks at every I2C bus for chips that the program knows: which address answers, and which chip it is.
import { hexAddress } from '../../../hal/i2c-names.js';
import { atMost } from '../../../hal/linux/at-most.js';
import { I2C_DEVICES } from '../../../hal/linux/i2c/devices/registry.js';
import { type BusView, lookAround } from '../../../hal/linux/i2c/look-around.js';
import { SCANNED } from '../../../hal/linux/i2c/port.js';
import { type I2cDeviceConfig, i2c } from '../../../hal/linux/i2c/schema.js';
import { busPath } from '../doctor/i2c-findings.js';
import type { Machine } from '../doctor/machine.js';
import { CHIP_USES } from './chip-uses.js';

/** Limit for one bus, ms. */
const LOOK_MS = 5000;

export interface FoundChip {
  readonly bus: number;
  readonly address: number;
  /** Name of the device; null when the program knows no chip that answers like this. */
  readonly device: string | null;
  /** True when the id of the chip was read. Some chips have none: then only the address speaks for it. */
  readonly isCertain: boolean;
}

export interface I2cLook {
  readonly chips: readonly FoundChip[];
  /** Buses that could not be examined, each as a sentence. */
  readonly problems: readonly string[];
}

export async function lookAtBuses(machine: Machine): Promise<I2cLook> {
  const buses = machine
    .list('/dev')
    .flatMap((name) => /^i2c-(\d+)$/.exec(name)?.[1] ?? [])
    .map(Number)
    .sort((a, b) => a - b);
  const chips: FoundChip[] = [];
  const problems: string[] = [];
  for (const bus of buses) {
    const seen = await lookAt(bus, machine);
    if (typeof seen === 'string') problems.push(seen);
    else chips.push(...seen);
  }
  return { chips, problems };
}

async function lookAt(bus: number, machine: Machine): Promise<FoundChip[] | string> {
  const path = busPath(bus);
  if (!machine.isReadableAndWritable(path))
    return `${path}: the user ${machine.user} has no permission to open it; run \`sudo kpp setup\`.`;
  const stop = new AbortController();
  let outcome: FoundChip[] | string = `${path}: it is blocked, or too slow to scan all its addresses.`;
  const looked = lookAround(bus, candidates(bus), machine.openI2cPort, stop.signal).then(
    (view) => {
      outcome = chipsIn(bus, view);
    },
    (cause: Error) => {
      outcome = `${path}: ${cause.message}`;
    },
  );
  await atMost(LOOK_MS, looked);
  stop.abort();
  return outcome;
}

/** Each known chip at each address that it can have. */
function candidates(bus: number): I2cDeviceConfig[] {
  return I2C_DEVICES.flatMap(({ name, addresses: [first, last], kind }) => {
    const keys = kind === 'converter' ? { name: 'converter' } : CHIP_USES[name]?.[0]?.keys;
    if (keys === undefined) return [];
    const addresses = Array.from({ length: last - first + 1 }, (_, i) => first + i);
    return i2c.parse(addresses.map((address) => ({ bus, address, device: name, ...keys })));
  });
}

function chipsIn(bus: number, { answering, devices }: BusView<I2cDeviceConfig>): FoundChip[] | string {
  // An SDA line that is always low looks like an acknowledgement from every address.
  if (answering.length > SCANNED.length / 2)
    return `${busPath(bus)}: every address seems to answer, because its SDA line is held low.`;
  return answering.map((address) => {
    const states = devices.filter(({ device }) => device.address === address);
    const certain = states.find(({ sighting: { state } }) => state === 'known' || state === 'compatible');
    const possible = states.find(({ sighting: { state } }) => state === 'answers');
    const device = (certain ?? possible)?.device.device ?? null;
    return { bus, address, device, isCertain: certain !== undefined };
  });
}

/** `0x40 on /dev/i2c-1`. */
export const placeOf = ({ bus, address }: FoundChip): string => `${hexAddress(address)} on ${busPath(bus)}`;

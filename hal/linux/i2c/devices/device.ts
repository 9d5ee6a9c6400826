// Defines a kind of device on an I2C bus: its configuration keys, its addresses, its readings, and where its code is.
import { z } from 'zod';
import { count, partName, type ReadonlyDeep, staleAfter } from '../../../schema/kinds.js';
import type { Registers } from '../registers.js';
import type { Chip } from './chip.js';
import type { WiredChip } from './wired-chip.js';

const ADDRESS_ERROR = 'must be an I2C address from 0x08 to 0x77';

/** The keys that every device has: its bus and its address. */
const place = {
  bus: count('number of the I2C bus: /dev/i2c-<bus>', { min: 0, max: 255 }),
  address: z
    .int({ error: ADDRESS_ERROR })
    .min(0x08, { error: ADDRESS_ERROR })
    .max(0x77, { error: ADDRESS_ERROR })
    .describe('address of the device on the bus, 0x08 to 0x77'),
};

type Keys = Readonly<Record<string, z.ZodType>>;

/** The checked and complete configuration for these keys. */
export type ConfigOf<K extends Keys> = ReadonlyDeep<z.output<z.ZodObject<K>>>;

/** A quantity that a device measures, and its configured channel. */
export interface Reading {
  /** Path of the key that names the channel, below the device. */
  readonly path: readonly string[];
  readonly channel: string;
}

/** What cannot be right about the configuration of a device, though each key alone is. */
export interface DeviceProblem {
  /** Path of the key below the device. */
  readonly path: readonly string[];
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** A device that is read in each base tick delivers a sample at most so often, s. */
export const BASE_TICK_S = 1 / 60;

/** Writes a fraction, 0..1 of full scale. Rejects with an `I2cFault`. */
export type WriteSetpoint = (registers: Pick<Registers, 'writeWord'>, fraction: number) => Promise<void>;

interface Description<N extends string, K extends Keys> {
  /** The value of `device` in the configuration. */
  readonly name: N;
  /** A short description of the device for the configuration's documentation. */
  readonly what: string;
  /** First and last address that its pins or variants can select, from the data sheet. */
  readonly addresses: readonly [first: number, last: number];
  /** Its own configuration keys, besides the common ones. */
  readonly keys: K;
}

/** Functions that load the code of a sensor. Only programs that use the device call them; reading a configuration does not. */
interface SensorParts<C> {
  /** The readings that have a configured channel. */
  readings(config: C): readonly Reading[];
  /** Time from one sample of a channel to the next, s, on a bus that has time; a base tick when left out. */
  readonly everyS?: (config: C) => number;
  /** Checks of its own, where keys have to fit one another. */
  readonly problems?: (config: C) => readonly DeviceProblem[];
  readonly driver: () => Promise<{ createChip(config: C): Chip }>;
  readonly wiring: () => Promise<{ wire(config: C, nowS: number): WiredChip }>;
}

interface ConverterParts {
  readonly driver: () => Promise<{ readonly writeSetpoint: WriteSetpoint }>;
  readonly wiring: () => Promise<{ wire(): WiredChip }>;
}

/** Defines a device that measures channels. Its schema has bus, address, its own keys and `staleAfter`. */
export function sensor<const N extends string, K extends Keys>(
  description: Description<N, K> & SensorParts<ConfigOf<K>>,
) {
  const { name, what, keys } = description;
  const device = z.literal(name).describe(what);
  return {
    kind: 'sensor' as const,
    ...description,
    schema: z.strictObject({ ...place, device, ...keys, staleAfter }),
  };
}

/** Defines a device that puts out a setpoint. Its schema has bus, address, the name that an output refers to, and its own keys. */
export function converter<const N extends string, K extends Keys>(
  description: Description<N, K> & ConverterParts,
) {
  const { name, what, keys } = description;
  const device = z.literal(name).describe(what);
  const schema = z.strictObject({
    ...place,
    device,
    name: partName.describe('the name by which an output refers to it'),
    ...keys,
  });
  return { kind: 'converter' as const, ...description, schema };
}

/** The readings of a device whose `channels` names a channel for each reading. */
export function namedReadings(channels: Readonly<Record<string, string | undefined>>): Reading[] {
  return Object.entries(channels).flatMap(([reading, channel]) =>
    channel === undefined ? [] : [{ path: ['channels', reading], channel }],
  );
}

// The configuration keys for I2C: the devices on the buses, and a setpoint output through one of them.
import { z } from 'zod';
import { partName, type ReadonlyDeep, schemasOf } from '../../schema/kinds.js';
import { setpoint } from '../setpoint/schema.js';
import { BASE_TICK_S, type DeviceProblem, type Reading } from './devices/device.js';
import { I2C_DEVICES } from './devices/registry.js';

type Device = (typeof I2C_DEVICES)[number];

export const i2c = z
  .array(z.discriminatedUnion('device', schemasOf(I2C_DEVICES)))
  .default([])
  .describe('devices on I2C buses');

export type I2cDeviceConfig = ReadonlyDeep<z.output<typeof i2c>[number]>;
export type I2cConverterConfig = Extract<
  I2cDeviceConfig,
  { device: Extract<Device, { kind: 'converter' }>['name'] }
>;
export type I2cSensorConfig = Exclude<I2cDeviceConfig, I2cConverterConfig>;

const byName: ReadonlyMap<string, Device> = new Map(I2C_DEVICES.map((device) => [device.name, device]));

/** Names of the devices that put out a setpoint. */
export const CONVERTERS: readonly string[] = I2C_DEVICES.flatMap(({ kind, name }) =>
  kind === 'converter' ? [name] : [],
);

export const i2cSetpoint = z
  .strictObject({
    i2c: partName.describe(`name of an ${CONVERTERS.join(' or ')} below hal.i2c`),
    ...setpoint,
  })
  .describe('the generator load, as a voltage');

export type I2cOutputConfig = ReadonlyDeep<z.output<typeof i2cSetpoint>>;

export function isConverter(config: I2cDeviceConfig): config is I2cConverterConfig {
  return CONVERTERS.includes(config.device);
}

/** First and last address that a device's pins or variants can select, from its data sheet. */
export function addressesOf({ device }: I2cDeviceConfig): readonly [first: number, last: number] {
  return byName.get(device)!.addresses;
}

/** The readings of a device that have a configured channel. A converter has none. */
export function readingsOf(config: I2cDeviceConfig): readonly Reading[] {
  const device = byName.get(config.device)!;
  if (device.kind === 'converter') return [];
  // The types connect each device to its configuration, but not through an index into the registry.
  const readings = device.readings as (config: I2cDeviceConfig) => readonly Reading[];
  return readings(config);
}

/** Time from one sample of a channel to the next, s; null for a converter. */
export function everyOf(config: I2cDeviceConfig): number | null {
  const device = byName.get(config.device)!;
  if (device.kind === 'converter') return null;
  const everyS = 'everyS' in device ? device.everyS : undefined;
  return (everyS as ((config: I2cDeviceConfig) => number) | undefined)?.(config) ?? BASE_TICK_S;
}

/** What cannot be right about a device, by the checks of its kind. */
export function problemsOf(config: I2cDeviceConfig): readonly DeviceProblem[] {
  const device = byName.get(config.device)!;
  if (device.kind === 'converter') return [];
  const problems = 'problems' in device ? device.problems : undefined;
  return (problems as ((config: I2cDeviceConfig) => readonly DeviceProblem[]) | undefined)?.(config) ?? [];
}

/** The sections of the configuration that this kind of source looks at. */
export interface I2cSections {
  readonly i2c: readonly I2cDeviceConfig[];
  /** Outputs of other kinds are ignored. */
  readonly outputs: Readonly<Record<string, I2cOutputConfig | object>>;
}

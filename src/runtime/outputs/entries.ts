// The outputs of a configuration, each with everything that is needed to make it safe without that configuration.

import type { BackendChoice } from '../../../hal/linux/gpio/lines.js';
import { type I2cConverterConfig, isConverter } from '../../../hal/linux/i2c/schema.js';
import type { Config } from '../../config/index.js';

export type OutputEntry = { readonly name: string } & (
  | {
      readonly kind: 'gpio';
      /** Label of the chip, or `auto`. */
      readonly chip: string;
      /** Offset on the chip. */
      readonly line: number;
      /** Missing in a list of an older version. */
      readonly backend?: BackendChoice;
      readonly activeLow: boolean;
      readonly safe: 0 | 1;
    }
  | {
      readonly kind: 'serial';
      readonly path: string;
      readonly baudRate: number;
      readonly dataBits: 5 | 6 | 7 | 8;
      readonly parity: 'none' | 'even' | 'odd';
      readonly stopBits: 1 | 2;
      /** These keys are missing in a list of an older version. */
      readonly rtscts?: boolean;
      readonly hupcl?: boolean;
      readonly dtr?: 'on' | 'off';
      readonly rts?: 'on' | 'off';
      /** See the key `restart` of the port, s. */
      readonly restart?: number;
      /** Id of the record. */
      readonly record: string;
      /** 0..1 of the rated torque. */
      readonly safe: number;
    }
  | {
      readonly kind: 'i2c';
      readonly bus: number;
      readonly address: number;
      readonly device: I2cConverterConfig['device'];
      /** 0..1 of the rated torque. */
      readonly safe: number;
    }
);

type HalConfig = Pick<Config['hal'], 'outputs' | 'serial' | 'i2c' | 'gpioChip' | 'gpioBackend'>;

/** The heartbeat has no safe level: it is safe when it does not toggle. */
const HEARTBEAT_AT_REST = { activeLow: false, safe: 0 } as const;

/** @returns null when the configuration does not have the output's port or device */
export function outputEntry(name: string, hal: HalConfig): OutputEntry | null {
  const output = hal.outputs[name];
  if (output === undefined) return null;
  if ('serial' in output) {
    const port = hal.serial[output.serial];
    if (port === undefined) return null;
    const { path, baudRate, dataBits, parity, stopBits, rtscts, hupcl, dtr, rts, restart } = port;
    const line = { path, baudRate, dataBits, parity, stopBits, rtscts, hupcl, dtr, rts };
    const { record, safe } = output;
    return { name, kind: 'serial', ...line, ...(restart !== undefined && { restart }), record, safe };
  }
  if ('i2c' in output) {
    const device = hal.i2c.filter(isConverter).find((one) => one.name === output.i2c);
    if (device === undefined) return null;
    return {
      name,
      kind: 'i2c',
      bus: device.bus,
      address: device.address,
      device: device.device,
      safe: output.safe,
    };
  }
  const { activeLow, safe } = 'role' in output ? HEARTBEAT_AT_REST : output;
  const { line, chip = hal.gpioChip } = output;
  return { name, kind: 'gpio', chip, line, backend: hal.gpioBackend, activeLow, safe };
}

/** @param hal from a valid configuration */
export function outputEntries(hal: HalConfig): OutputEntry[] {
  return Object.keys(hal.outputs).flatMap((name) => outputEntry(name, hal) ?? []);
}

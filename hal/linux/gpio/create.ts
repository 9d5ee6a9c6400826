// Makes a driver for each configured GPIO line.
import type { Driver } from '../driver.js';
import type { DriverEnvironment } from '../environment.js';
import { openGpioLines } from './find-gpio.js';
import { LineOutput } from './outputs/line-output.js';
import type { GpioOutputConfig } from './outputs/schema.js';
import { createInputDriver } from './roles/drivers.js';
import type { GpioInputConfig } from './schema.js';
import { type LineAccess, SharedLines } from './shared-lines.js';

interface GpioSections extends LineAccess {
  readonly gpio: Readonly<Record<string, GpioInputConfig>>;
  /** Outputs of other kinds are ignored. */
  readonly outputs: Readonly<Record<string, GpioOutputConfig | object>>;
}

export function createDrivers(
  { gpioChip, gpioBackend, gpio, outputs }: GpioSections,
  { clock, openGpio = openGpioLines }: DriverEnvironment,
): Driver[] {
  const lines = new SharedLines({ gpioChip, gpioBackend }, clock, openGpio);
  const driven = Object.entries(outputs).flatMap(([name, config]) =>
    'line' in config ? [new LineOutput(name, config, lines)] : [],
  );
  const inputs = Object.entries(gpio).map(([name, config]) => createInputDriver(name, config, lines));
  return [...driven, ...inputs];
}

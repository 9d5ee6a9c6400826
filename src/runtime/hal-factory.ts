// The HAL that the configuration asks for.
import { type Hal, HalError } from '../../hal/hal.js';
import type { LinuxHalConfig } from '../../hal/linux/config.js';
import { LinuxHal } from '../../hal/linux/linux-hal.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import type { Config } from '../config/index.js';

/** A part of the configuration that this version has no driver for, by its key. */
export interface UnsupportedPart {
  readonly key: string;
  readonly message: string;
}

/** @param clock monotonic time of this run, in seconds */
export function createHal(config: Config, clock: () => number): Hal {
  const missing = unsupportedParts(config)[0];
  if (missing !== undefined) {
    throw new HalError(
      'not_supported',
      `${missing.key}: ${missing.message}.`,
      'Remove it from the configuration.',
    );
  }
  const limits = (channel: string) => config.channels[channel] ?? {};
  if (config.hal.kind === 'sim') return new SimHal({ parameters: config.hal.sim, limits });
  return new LinuxHal({ ...linuxConfig(config), limits, clock });
}

/** What the configuration may say and this version cannot do: better refused than silently left out. */
export function unsupportedParts({ hal }: Config): UnsupportedPart[] {
  if (hal.kind === 'replay') return [{ key: 'hal.kind', message: 'this version cannot replay recordings' }];
  if (hal.kind !== 'linux') return [];
  const parts: UnsupportedPart[] = [];
  const add = (key: string, what: string) =>
    parts.push({ key, message: `this version has no driver for ${what}` });
  if (hal.i2c.length > 0) add('hal.i2c', 'I2C devices');
  for (const name of Object.keys(hal.gpio)) add(`hal.gpio.${name}`, 'GPIO lines');
  for (const [name, output] of Object.entries(hal.outputs)) {
    if (!('serial' in output)) add(`hal.outputs.${name}`, 'outputs on GPIO lines or I2C devices');
  }
  return parts;
}

function linuxConfig({ hal }: Config): LinuxHalConfig {
  const outputs = Object.entries(hal.outputs).flatMap(([name, output]) =>
    'serial' in output ? [[name, output] as const] : [],
  );
  return { serial: hal.serial, outputs: Object.fromEntries(outputs) };
}

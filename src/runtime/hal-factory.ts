// The HAL that the configuration asks for.
import { type Hal, HalError } from '../../hal/hal.js';
import type { LinuxHalConfig } from '../../hal/linux/config.js';
import { LinuxHal } from '../../hal/linux/linux-hal.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import type { Config } from '../config/index.js';
import { unsupportedParts } from './unsupported-parts.js';

/** @param clock monotonic time of this run, in seconds */
export function createHal(config: Config, clock: () => number): Hal {
  const missing = unsupportedParts(config).map(({ path, message }) => `${path.join('.')}: ${message}.`);
  if (missing.length > 0) {
    throw new HalError('not_supported', missing.join(' '), 'Remove it from the configuration.');
  }
  const settings = (channel: string) => config.channels[channel] ?? {};
  if (config.hal.kind === 'sim') return new SimHal({ parameters: config.hal.sim, limits: settings });
  return new LinuxHal({ ...linuxConfig(config), limits: settings, voting: settings, clock });
}

function linuxConfig({ hal }: Config): LinuxHalConfig {
  const { serial, i2c, gpioChip, gpio, outputs } = hal;
  return { serial, i2c, gpioChip, gpio, outputs };
}

// The HAL that the configuration asks for.
import type { Hal } from '../../hal/hal.js';
import { LinuxHal } from '../../hal/linux/linux-hal.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { VirtualDevicesHal } from '../../hal/virtual/virtual-devices-hal.js';
import { type Config, DEFAULT_CHANNEL } from '../config/index.js';

/**
 * @param clock monotonic time of this run, in seconds
 * @param onVirtualDevices puts the drivers of `hal.kind: linux` on devices in memory, wired to the simulated plant
 */
export function createHal(config: Config, clock: () => number, onVirtualDevices = false): Hal {
  const settings = (channel: string) => config.channels[channel] ?? DEFAULT_CHANNEL;
  const parameters = simulationParameters(config.plant, config.hal.sim);
  if (config.hal.kind === 'sim') return new SimHal({ parameters, limits: settings });
  const options = { ...config.hal, limits: settings, voting: settings, clock };
  if (onVirtualDevices) return new VirtualDevicesHal({ ...options, parameters });
  return new LinuxHal(options);
}

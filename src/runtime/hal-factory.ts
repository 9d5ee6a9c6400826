// The HAL that the configuration asks for. Drivers are loaded when it has devices: they take several megabytes.
import type { Hal } from '../../hal/hal.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { DEFAULT_CHANNEL } from '../config/defaults.js';
import type { Config } from '../config/index.js';

/**
 * @param clock monotonic time of this run, in seconds
 * @param onVirtualDevices puts the drivers of `hal.kind: linux` on devices in memory, wired to the simulated plant
 */
export async function createHal(config: Config, clock: () => number, onVirtualDevices = false): Promise<Hal> {
  const settings = (channel: string) => config.channels[channel] ?? DEFAULT_CHANNEL;
  const parameters = simulationParameters(config.plant, config.hal.sim);
  if (config.hal.kind === 'sim') return new SimHal({ parameters, limits: settings });
  const options = { ...config.hal, limits: settings, voting: settings, clock };
  if (onVirtualDevices) {
    const { VirtualDevicesHal } = await import('../../hal/virtual/virtual-devices-hal.js');
    return new VirtualDevicesHal({ ...options, parameters });
  }
  const { LinuxHal } = await import('../../hal/linux/linux-hal.js');
  return new LinuxHal(options);
}

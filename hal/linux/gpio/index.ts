// Registers GPIO lines as a kind of source.
import { checkBackend, checkEmergencyStop, checkLines, checkMeasures } from './checks.js';
import { heartbeat, switchOutput } from './outputs/schema.js';
import { type GpioInputConfig, gpio, gpioBackend, gpioChip, inputChannels } from './schema.js';

export const gpioLines = {
  name: 'gpio',
  sections: { gpioBackend, gpioChip, gpio },
  outputs: [switchOutput, heartbeat],
  checks: [checkLines, checkBackend, checkEmergencyStop, checkMeasures],
  sources: (config: { readonly gpio: Readonly<Record<string, GpioInputConfig>> }) =>
    Object.entries(config.gpio).map(([name, input]) => ({
      source: `gpio.${name}`,
      channels: inputChannels(input),
    })),
  drivers: () => import('./create.js'),
} as const;

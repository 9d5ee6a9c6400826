// Connects GPIO inputs in memory to the simulated plant. It loads the wiring of all roles.
import { INPUT_ROLES } from '../../linux/gpio/roles/registry.js';
import type { VirtualLines, WiredInput } from '../../linux/gpio/roles/role.js';
import type { GpioInputConfig } from '../../linux/gpio/schema.js';

type Wire = (config: GpioInputConfig, lines: VirtualLines) => WiredInput;

const wirings = new Map<string, Wire>(
  // The compiler cannot see that the found wiring belongs to the configuration's type, hence the cast.
  await Promise.all(
    INPUT_ROLES.map(async ({ name, wiring }) => [name, (await wiring()).wire as Wire] as const),
  ),
);

export const wireInput: Wire = (config, lines) => wirings.get(config.role)!(config, lines);

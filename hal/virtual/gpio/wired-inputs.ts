// Loads the wiring of all roles of GPIO inputs to the simulated plant.
import { INPUT_ROLES } from '../../linux/gpio/roles/registry.js';
import type { VirtualLines, WiredInput } from '../../linux/gpio/roles/role.js';
import type { GpioInputConfig } from '../../linux/gpio/schema.js';

type Wire = (config: GpioInputConfig, lines: VirtualLines) => WiredInput;

const wirings = new Map<string, Wire>(
  // The types connect each role to its configuration, but not through an index into the registry.
  await Promise.all(
    INPUT_ROLES.map(async ({ name, wiring }) => [name, (await wiring()).wire as Wire] as const),
  ),
);

export const wireInput: Wire = (config, lines) => wirings.get(config.role)!(config, lines);

// Loads the drivers of all roles of GPIO inputs. Reading a configuration does not import this file.
import type { Driver } from '../../driver.js';
import type { GpioInputConfig } from '../schema.js';
import type { SharedLines } from '../shared-lines.js';
import { INPUT_ROLES } from './registry.js';

type CreateDriver = (name: string, config: GpioInputConfig, lines: SharedLines) => Driver;

const drivers = new Map<string, CreateDriver>(
  // The types connect each role to its configuration, but not through an index into the registry.
  await Promise.all(
    INPUT_ROLES.map(
      async ({ name, driver }) => [name, (await driver()).createDriver as CreateDriver] as const,
    ),
  ),
);

/** @param name of the input in the configuration */
export const createInputDriver: CreateDriver = (name, config, lines) =>
  drivers.get(config.role)!(name, config, lines);

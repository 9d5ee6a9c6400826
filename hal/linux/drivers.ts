// Makes the drivers of a configuration. Importing this file loads the drivers of every kind of source.
import type { Driver } from './driver.js';
import type { DriverEnvironment } from './environment.js';
import { SOURCE_KINDS } from './kinds.js';
import type { LinuxHalConfig } from './schema.js';

/** Makes the drivers of one kind. */
export type DriverFactory = (config: LinuxHalConfig, environment: DriverEnvironment) => readonly Driver[];

export const DRIVER_FACTORIES: readonly DriverFactory[] = await Promise.all(
  SOURCE_KINDS.map(async ({ drivers }): Promise<DriverFactory> => (await drivers()).createDrivers),
);

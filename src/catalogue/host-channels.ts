// The channels of the computer on which the controller runs: its figures are measured like those of the plant.
import type { ChannelInfo } from '../../hal/channels.js';

function figure<Name extends string>(
  name: Name,
  unit: string,
  max: number,
  description: string,
  min = 0,
): ChannelInfo & { readonly name: Name } {
  return { name, unit, min, max, description };
}

const TABLE = [
  figure('host.temperature', 'degC', 150, 'hottest temperature sensor of the computer', -40),
  figure('host.undervoltage', '1', 1, '1 while the supply voltage of the board is too low'),
  figure('host.throttled', '1', 1, '1 while the firmware slows the processor'),
  figure('host.processorLoad', '1', 1000, 'load average of the last minute for each processor'),
  figure('host.memoryAvailable', 'B', 1e12, 'memory that programs can still get'),
  figure('host.diskFree', 'B', 1e15, 'free space on the file system of the store'),
  figure('host.fileSystemErrors', '1', 1e9, 'errors that ext4 file systems have recorded'),
  figure('host.diskWear', '1', 1, 'used share of the life time of the eMMC, in steps of 0.1'),
];

/** Every figure that a computer may have. Which of them it has is found out when the program starts. */
export const HOST_CHANNELS: readonly ChannelInfo[] = TABLE;

/** The name of a figure, so that a misspelt name does not compile. */
export type HostChannel = (typeof TABLE)[number]['name'];

/** The figures of a computer at one time. A figure that it does not have, or that could not be read, is absent. */
export type HostFigures = Readonly<Partial<Record<HostChannel, number>>>;

export const HOST_CHANNEL_NAMES: readonly HostChannel[] = TABLE.map(({ name }) => name);

/** The source of these channels, in reports. */
export const HOST_SOURCE = 'host';

/** Time from one measurement to the next, s. */
export const HOST_EVERY_S = 5;

/** Figures that are older than this are stale, s: three measurements are missing. */
export const HOST_STALE_AFTER_S = 3 * HOST_EVERY_S + 1;

export function isHostChannel(name: string): name is HostChannel {
  return HOST_CHANNEL_NAMES.some((known) => known === name);
}

// The twin's part of the configuration, in the form that the twin takes at its start and at a reload.
import type { Config } from '../../config/schema.js';

export type TwinSettings = Config['twin'];

/** Longest time for which a channel may be replaced by the twin, by its name, s; a channel that is not named is not replaced. */
export type HoldTimes = Readonly<Record<string, number>>;

export function holdTimes({ channels }: Config): HoldTimes {
  return Object.fromEntries(Object.entries(channels).map(([name, { twinHold }]) => [name, twinHold]));
}

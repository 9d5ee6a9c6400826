// The settings of a channel that the configuration does not name, for threads that do not load the schema.
import type { Config } from './schema.js';

/** The same as the schema's defaults; a test compares them. */
export const DEFAULT_CHANNEL: Config['channels'][string] = { twinHold: 0, vote: 'priority' };

// Defaults for threads and commands that do not load the schema: the path of the configuration, and the settings of a channel.
import type { Config } from './schema.js';

export const DEFAULT_CONFIG_FILE = '/etc/kpp/controller.yaml';

/** The settings of a channel that the configuration does not name. The same as the schema's defaults; a test compares them. */
export const DEFAULT_CHANNEL: Config['channels'][string] = { twinHold: 0, vote: 'priority' };

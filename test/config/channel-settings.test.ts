// The settings of a channel that the configuration does not name are those of the schema.
import { expect, it } from 'vitest';
import { DEFAULT_CHANNEL } from '../../src/config/defaults.js';
import { channelSettings } from '../../src/config/schema/channels.js';

it('are the defaults of the schema', () => {
  expect(DEFAULT_CHANNEL).toEqual(channelSettings.parse({}));
});

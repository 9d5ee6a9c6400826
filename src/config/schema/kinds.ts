// The building blocks of the schema: those that the devices' schemas use too, and the name of any channel.
import { channelName } from '../../../hal/schema/kinds.js';
import { CHANNEL_NAMES } from '../../catalogue/channels.js';

export {
  byChannel,
  count,
  filePath,
  flag,
  quantity,
  sensorChannel,
  text,
} from '../../../hal/schema/kinds.js';

export const anyChannel = channelName('channel', 'a channel: measured, computed, or a residual of the twin', {
  known: CHANNEL_NAMES,
  error: 'must be the name of a channel',
});

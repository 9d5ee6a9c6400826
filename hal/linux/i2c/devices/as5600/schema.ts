// The configuration keys of an AS5600.
import { z } from 'zod';
import { quantity, sensorChannel } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../device.js';

const channel = sensorChannel.optional();

export const keys = {
  channels: z
    .strictObject({
      speed: channel.describe('channel of the speed: rad/s times scale'),
      position: channel.describe('channel of the path since the start: rad times scale'),
    })
    .describe('the channel of each reading'),
  scale: quantity('unit of the channel per radian, for example the radius of a sprocket').default(1),
};

export type As5600Config = ConfigOf<typeof keys>;

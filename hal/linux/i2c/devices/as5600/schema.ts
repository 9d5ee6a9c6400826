// The keys of an AS5600 in the configuration.
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
    .describe('which reading is which channel'),
  scale: quantity('unit of the channel per radian: the radius of a sprocket, say').default(1),
};

export type As5600Config = ConfigOf<typeof keys>;

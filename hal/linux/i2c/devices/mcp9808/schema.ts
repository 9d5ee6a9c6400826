// The configuration keys of an MCP9808.
import { z } from 'zod';
import { sensorChannel } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../device.js';

/** Time from one reading to the next, s. */
export const EVERY_S = 0.1;

export const keys = {
  channels: z
    .strictObject({ temperature: sensorChannel.describe('channel of the temperature, in degC') })
    .describe('the channel of each reading'),
};

export type Mcp9808Config = ConfigOf<typeof keys>;

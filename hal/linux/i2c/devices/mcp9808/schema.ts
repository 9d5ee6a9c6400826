// The keys of an MCP9808 in the configuration.
import { z } from 'zod';
import { sensorChannel } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../device.js';

export const keys = {
  channels: z
    .strictObject({ temperature: sensorChannel.describe('channel of the temperature, in degC') })
    .describe('which reading is which channel'),
};

export type Mcp9808Config = ConfigOf<typeof keys>;

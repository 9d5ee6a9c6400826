// The configuration keys of an INA226.
import { z } from 'zod';
import { quantity, sensorChannel } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../device.js';

const channel = sensorChannel.optional();

/** Time from one reading to the next, s. */
export const EVERY_S = 1 / 30;

export const keys = {
  shuntOhms: quantity('resistance of the shunt', { unit: 'ohm', above: 0, max: 1000 }),
  channels: z
    .strictObject({
      voltage: channel.describe('channel of the bus voltage, in V: volts at the pin times scale.voltage'),
      current: channel.describe('channel of the current, in A: amperes of the shunt times scale.current'),
      power: channel.describe('channel of the power, in W: watts at the pins times both scales'),
    })
    .describe('the channel of each reading'),
  id: z
    .enum(['ina226', 'any'], { error: 'must be ina226 or any' })
    .default('ina226')
    .describe('which chips to accept: any also takes compatible chips with unknown ids, with a warning'),
  scale: z
    .strictObject({
      voltage: quantity('voltage of the plant per volt at the pin: the ratio of a divider', {
        above: 0,
      }).default(1),
      current: quantity(
        'current of the plant per ampere of the shunt: the ratio of a transducer; a negative value inverts the sign of current and power',
      ).default(1),
    })
    .prefault({})
    .describe('value = reading * scale; power is scaled by voltage * current'),
};

export type Ina226Config = ConfigOf<typeof keys>;

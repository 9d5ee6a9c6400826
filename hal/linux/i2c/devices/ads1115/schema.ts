// The configuration keys of an ADS1115.
import { z } from 'zod';
import { quantity, sensorChannel } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../device.js';

const input = z
  .strictObject({
    channel: sensorChannel.describe('the channel that the input measures'),
    scale: quantity('value = volts * scale + offset; in the unit of the channel per V').default(1),
    offset: quantity('value = volts * scale + offset; in the unit of the channel').default(0),
  })
  .describe('one input against ground');

export const keys = {
  inputs: z
    .partialRecord(z.enum(['0', '1', '2', '3'], { error: 'must be an input from 0 to 3' }), input)
    .describe('inputs 0 to 3 by number'),
};

export type Ads1115Config = ConfigOf<typeof keys>;

/** The number of a configured input, and its configuration. */
export interface NumberedInput {
  readonly number: number;
  readonly channel: string;
  readonly scale: number;
  readonly offset: number;
}

/** The configured inputs in the order of their numbers. */
export function numberedInputs({ inputs }: Ads1115Config): NumberedInput[] {
  return Object.entries(inputs).flatMap(([number, one]) =>
    one === undefined ? [] : [{ ...one, number: Number(number) }],
  );
}

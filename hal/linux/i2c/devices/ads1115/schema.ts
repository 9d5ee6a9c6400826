// The configuration keys of an ADS1115, and the inputs that they describe.
import { z } from 'zod';
import { SENSOR_CHANNELS } from '../../../../channels.js';
import { quantity, sensorChannel } from '../../../../schema/kinds.js';
import type { ConfigOf } from '../device.js';
import { type CurrentLoop, currentLoop, scaleOfLoop } from './current-loop-schema.js';

/** Full scales of the chip's amplifier, V. */
export const RANGES_V = [6.144, 4.096, 2.048, 1.024, 0.512, 0.256] as const;

/** The inputs that the chip can measure against another input, and these other inputs. The first is the usual one. */
export const PAIRS: Readonly<Record<number, readonly number[]>> = { 0: [1, 3], 1: [3], 2: [3] };

/** Noise and tolerance of a transmitter at the lowest possible value: still no broken wire above this share of its voltage. */
const BELOW_LOWEST = 0.8;

const RANGE_ERROR = `must be one of ${RANGES_V.join(', ')} (V)`;
const PAIR_ERROR = 'must be true, false, or the number of the input with the other wire: 1 or 3';
const LIVE_ERROR = 'must be two voltages, for example [0.4, 3.2]';

const volts = z.number({ error: LIVE_ERROR });

const input = z
  .strictObject({
    channel: sensorChannel.describe('the channel that the input measures'),
    scale: quantity('value = volts * scale + offset; in the unit of the channel per V').default(1),
    offset: quantity('value = volts * scale + offset; in the unit of the channel').default(0),
    range: z
      .literal([...RANGES_V], { error: RANGE_ERROR })
      .default(4.096)
      .describe('full scale of the amplifier, in V; a smaller one has finer steps: a step is range / 32768'),
    differential: z
      .union([z.boolean(), z.literal([1, 3])], { error: PAIR_ERROR })
      .default(false)
      .describe(
        'measures against another input and not against ground: its number, or true for the usual one (0 against 1, 1 against 3, 2 against 3)',
      ),
    live: z
      .tuple([volts, volts], { error: LIVE_ERROR })
      .optional()
      .describe(
        'lowest and highest voltage of a sound transmitter, in V; outside of it the channel is bad: a broken wire or a short circuit. Without it, the lowest one is 80 % of the voltage at the lowest possible value of the channel, when 0 V would be less than possible (a negative pressure)',
      ),
    currentLoop: currentLoop.optional(),
  })
  .describe('one input');

export const keys = {
  inputs: z
    .partialRecord(z.enum(['0', '1', '2', '3'], { error: 'must be an input from 0 to 3' }), input)
    .describe('inputs 0 to 3 by number'),
  supply: quantity('supply voltage of the chip; an input cannot measure more, whatever its range', {
    unit: 'V',
    min: 2,
    max: 5.5,
  }).default(3.3),
};

export type Ads1115Config = ConfigOf<typeof keys>;
export type InputKeys = NonNullable<Ads1115Config['inputs']['0']>;

/** A configured input with everything that a conversion needs. */
export interface NumberedInput {
  readonly number: number;
  /** The input with the other wire; null against ground. */
  readonly against: number | null;
  readonly channel: string;
  /** value = volts * scale + offset */
  readonly scale: number;
  readonly offset: number;
  /** Full scale of the amplifier, V. */
  readonly rangeV: number;
  /** Voltages of a sound transmitter; outside there is no value. */
  readonly liveV: readonly [low: number, high: number] | null;
  /** The highest voltage that the chip can measure here, V. */
  readonly maxV: number;
}

/** The configured inputs in the order of their numbers. */
export function numberedInputs({ inputs, supply }: Ads1115Config): NumberedInput[] {
  return Object.entries(inputs).flatMap(([key, one]) => {
    if (one === undefined) return [];
    const number = Number(key);
    const { channel, range } = one;
    const scaled =
      one.currentLoop === undefined ? ownScale(one) : scaleOfLoop(one.currentLoop as CurrentLoop);
    return [
      {
        number,
        against: againstOf(number, one),
        channel,
        rangeV: range,
        maxV: Math.min(range, supply),
        ...scaled,
      },
    ];
  });
}

function ownScale(keys: InputKeys): Pick<NumberedInput, 'scale' | 'offset' | 'liveV'> {
  const { scale, offset, live } = keys;
  return { scale, offset, liveV: live ?? impliedLive(keys) };
}

/**
 * The limits that the channel itself implies. When 0 V would be less than the channel can have, such as a negative absolute pressure,
 * the transmitter has a live zero. A voltage well below that of the lowest possible value is then a broken wire.
 */
function impliedLive({ channel, scale, offset, differential }: InputKeys): NumberedInput['liveV'] {
  const lowest = SENSOR_CHANNELS.find(({ name }) => name === channel)?.min ?? Number.NEGATIVE_INFINITY;
  if (differential !== false || scale <= 0 || offset >= lowest) return null;
  return [(BELOW_LOWEST * (lowest - offset)) / scale, Number.POSITIVE_INFINITY];
}

function againstOf(number: number, { differential }: InputKeys): number | null {
  if (differential === false) return null;
  return differential === true ? (PAIRS[number]?.[0] ?? null) : differential;
}

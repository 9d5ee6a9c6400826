// Serial ports: line parameters, record formats, which field is which channel.
import { z } from 'zod';
import { SENSOR_CHANNEL_NAMES } from '../channel-names.js';
import { byChannel, filePath, partName, quantity, staleAfter, text } from './kinds.js';

/** Fields of a record that are no channel: the sensor's own counter, its own clock, and one that is skipped. */
export const SPECIAL_FIELDS = ['seq', 'timeMs', '-'] as const;

const field = z
  .enum([...SENSOR_CHANNEL_NAMES, ...SPECIAL_FIELDS], {
    error: 'must be the name of a channel that a sensor can provide, seq, timeMs or -',
  })
  .meta({ id: 'recordField', description: 'a channel, seq, timeMs, or - for a field that is skipped' });

const recordId = text(
  'id of the record',
  /^[A-Za-z0-9_]{1,32}$/,
  'an id of at most 32 letters, digits and _',
);

const record = z
  .union([
    z.array(field).min(1, { error: 'must name at least one field' }),
    z.record(z.string().min(1, { error: 'must not be empty' }), field),
  ])
  .describe('nmea and csv: the fields in their order; keyvalue and json: field of the record to channel');

export const serialPort = z
  .strictObject({
    path: filePath('device file, best the stable one below /dev/serial/by-id'),
    baudRate: z
      .int({ error: 'must be a whole number from 50 to 4000000 (baud)' })
      .min(50, { error: 'must be a whole number from 50 to 4000000 (baud)' })
      .max(4_000_000, { error: 'must be a whole number from 50 to 4000000 (baud)' })
      .default(115_200)
      .describe('speed of the line, in baud'),
    dataBits: z.literal([5, 6, 7, 8]).default(8).describe('data bits of a character'),
    parity: z.enum(['none', 'even', 'odd']).default('none').describe('parity bit of a character'),
    stopBits: z.literal([1, 2]).default(1).describe('stop bits of a character'),
    format: z.enum(['nmea', 'csv', 'keyvalue', 'json']).default('nmea').describe('how a record is written'),
    records: z.record(recordId, record).prefault({}).describe('the records of this port, by their id'),
    scale: byChannel(quantity('value = raw * scale + offset'))
      .prefault({})
      .describe('factor by channel: value = raw * scale + offset; 1 where none is given'),
    offset: byChannel(quantity('value = raw * scale + offset'))
      .prefault({})
      .describe(
        'offset by channel, in the unit of the channel: value = raw * scale + offset; 0 where none is given',
      ),
    staleAfter,
  })
  .describe('one serial port');

export const serial = z
  .record(partName, serialPort)
  .prefault({})
  .describe('serial ports by a name of your choice');

// The configuration keys of serial ports: line parameters, records, and a setpoint that is sent through a port.
import { z } from 'zod';
import {
  byChannel,
  channelName,
  filePath,
  partName,
  quantity,
  type ReadonlyDeep,
  SENSOR_CHANNEL_NAMES,
  staleAfter,
  text,
} from '../../schema/kinds.js';
import { setpoint } from '../setpoint/schema.js';
import { SPECIAL_FIELDS } from './fields.js';
import type { RecordFormat } from './formats/format.js';
import { RECORD_FORMATS } from './formats/registry.js';
import { openingKeys } from './port/schema.js';
import { readingKeys } from './reading/schema.js';

export type FormatName = (typeof RECORD_FORMATS)[number]['name'];

const FORMAT_NAMES: readonly FormatName[] = RECORD_FORMATS.map(({ name }) => name);
const DEFAULT_FORMAT = RECORD_FORMATS[0].name;
const EXAMPLES = RECORD_FORMATS.map(({ name, example }) => `${name} \`${example}\``).join(', ');

const field = channelName('recordField', 'a channel, seq, timeMs, or - for a field that is skipped', {
  known: [...SENSOR_CHANNEL_NAMES, ...SPECIAL_FIELDS],
  error: 'must be the name of a channel that a sensor can provide, seq, timeMs or -',
});

const RECORD_ID = /^[A-Za-z0-9_]{1,32}$/;
const RECORD_ID_RULE = 'an id of at most 32 letters, digits and _';

const record = z
  .union([
    z.array(field).min(1, { error: 'must name at least one field' }),
    z.record(z.string().min(1, { error: 'must not be empty' }), field),
  ])
  .describe(
    `${formatsWith('listed')}: the fields in their order; ${formatsWith('named')}: field of the record to channel`,
  );

const BAUD_ERROR = 'must be a whole number from 50 to 4000000 (baud)';

export const serialPort = z
  .strictObject({
    path: filePath(
      'device file, preferably the stable name below /dev/serial/by-id; or `tcp://host:port` for a serial port in the network',
    ),
    baudRate: z
      .int({ error: BAUD_ERROR })
      .min(50, { error: BAUD_ERROR })
      .max(4_000_000, { error: BAUD_ERROR })
      .default(115_200)
      .describe('speed of the line, in baud'),
    dataBits: z.literal([5, 6, 7, 8]).default(8).describe('number of data bits of a character'),
    parity: z.enum(['none', 'even', 'odd']).default('none').describe('parity bit of a character'),
    stopBits: z.literal([1, 2]).default(1).describe('number of stop bits of a character'),
    format: z.enum(FORMAT_NAMES).default(DEFAULT_FORMAT).describe(`format of the records: ${EXAMPLES}`),
    records: z
      .record(text('id of the record', RECORD_ID, RECORD_ID_RULE), record)
      .prefault({})
      .describe('the records of this port by their ids'),
    scale: byChannel(quantity('value = raw * scale + offset'))
      .prefault({})
      .describe('factor by channel: value = raw * scale + offset; 1 when none is given'),
    offset: byChannel(quantity('value = raw * scale + offset'))
      .prefault({})
      .describe(
        'offset by channel, in the unit of the channel: value = raw * scale + offset; 0 when none is given',
      ),
    staleAfter,
    ...readingKeys,
    ...openingKeys,
  })
  .describe('one serial port');

export const serial = z
  .record(partName, serialPort)
  .prefault({})
  .describe('serial ports by a name of your choice');

export const serialSetpoint = z
  .strictObject({
    serial: partName.describe('the port below hal.serial to which the drive is connected'),
    record: text('id of the record that is sent', RECORD_ID, RECORD_ID_RULE).default('KPPLD'),
    ...setpoint,
  })
  .describe('the generator load, as a record on a serial line');

export type SerialPortConfig = ReadonlyDeep<z.output<typeof serialPort>>;
/** The keys of a port that say how it is opened. */
export const LINE_KEYS = [
  'path',
  'baudRate',
  'dataBits',
  'parity',
  'stopBits',
  'rtscts',
  'hupcl',
  'dtr',
  'rts',
] as const;
/** The settings of the line. */
export type LineSettings = Pick<SerialPortConfig, (typeof LINE_KEYS)[number]>;
/** A setpoint that is sent as `$<record>,<seq>,<fraction>*HH` with each control tick. */
export type SerialOutputConfig = ReadonlyDeep<z.output<typeof serialSetpoint>>;

export function formatOf({ format }: Pick<SerialPortConfig, 'format'>): RecordFormat {
  return RECORD_FORMATS.find(({ name }) => name === format)!;
}

function formatsWith(fields: RecordFormat['fields']): string {
  return RECORD_FORMATS.flatMap((one) => (one.fields === fields ? [one.name] : [])).join(' and ');
}

/** The sections of the configuration that this kind of source looks at. */
export interface SerialSections {
  readonly serial: Readonly<Record<string, SerialPortConfig>>;
  /** Outputs of other kinds are ignored. */
  readonly outputs: Readonly<Record<string, SerialOutputConfig | object>>;
}

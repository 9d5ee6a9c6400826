// The configuration keys of a serial port that say how its lines are read.
import { z } from 'zod';
import { count, flag, text } from '../../../schema/kinds.js';

const LINE_ENDS = ['auto', 'lf', 'cr', 'crlf'] as const;

/** The keys after `maxLine` are for some of the formats: see `options` of the formats. Without a value the format decides. */
export const readingKeys = {
  lineEnd: z
    .enum(LINE_ENDS)
    .default('auto')
    .describe('what ends a line; auto takes LF, CRLF, LFCR, CR CR LF and CR'),
  maxLine: count(
    'largest number of bytes of a line, without its end, and of a JSON document over several lines',
    {
      min: 16,
      max: 4096,
    },
  ).default(256),
  numbers: z
    .enum(['strict', 'loose'])
    .optional()
    .describe(
      'loose also takes `+1.5`, `.5`, `12.` and blanks around a number; strict, the default of nmea, does not',
    ),
  units: z
    .enum(['none', 'strip'])
    .optional()
    .describe('strip ignores a unit behind a number (`12.3V`, `12.3 V`); the value is not converted'),
  decimal: z
    .enum(['point', 'comma'])
    .optional()
    .describe('the decimal sign of csv, keyvalue and of numbers in JSON strings; default point'),
  separator: text(
    'what separates the columns of csv: one character, `tab` or `blank` (any number of blanks); default `,`, with a decimal comma `;`',
    /^([^\p{L}\p{N}\p{C}_"'.+-]|\t|tab|blank)$/u,
    'one character that is not a letter, a digit, a quote, a point or a sign; or tab, or blank',
  ).optional(),
  header: flag(
    'csv has a header line. The record is then a map from the names in this line to fields, and columns without a name in it are skipped; or a list, and header lines are skipped',
  ).optional(),
  checksum: z
    .enum(['required', 'optional'])
    .optional()
    .describe(
      'optional takes nmea lines without a checksum; a wrong checksum is refused in both cases. Default required',
    ),
  extraFields: z
    .enum(['refuse', 'ignore'])
    .optional()
    .describe(
      'ignore takes nmea and csv records with more fields than the configuration names; default refuse',
    ),
};

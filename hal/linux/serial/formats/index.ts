// The registry of record formats: one line each.
import type { RecordFormat } from '../config.js';
import type { RecordParserFactory } from '../record.js';
import { createCsvParser } from './csv.js';
import { createJsonParser } from './json.js';
import { createKeyValueParser } from './keyvalue.js';
import { createNmeaParser } from './nmea.js';

export const RECORD_FORMATS: Readonly<Record<RecordFormat, RecordParserFactory>> = {
  nmea: createNmeaParser,
  csv: createCsvParser,
  keyvalue: createKeyValueParser,
  json: createJsonParser,
};

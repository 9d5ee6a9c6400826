// The registry of record formats: one line for each format. The first one is the default.
import { csv } from './csv.js';
import { json } from './json.js';
import { keyvalue } from './keyvalue.js';
import { nmea } from './nmea.js';

export const RECORD_FORMATS = [nmea, csv, keyvalue, json] as const;

// The keys of a serial port about reading lines: their values, and the formats that they are for.
import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './support.js';

const yamlOf = (port: string, fields = '[chain.velocity]') =>
  `hal: { serial: { a: { path: /dev/ttyUSB0, records: { X: ${fields} }, ${port} } } }`;

/** The problems of a port without their positions. */
function problemOf(port: string, fields?: string): string[] {
  return problemsOf(yamlOf(port, fields)).map((line) => line.replace(/^k\.yaml:[\d:]+ hal\.serial\.a\./, ''));
}

describe('the keys about reading lines', () => {
  it('have the defaults of the contract', () => {
    expect(configOf(yamlOf('format: csv')).hal.serial.a).toMatchObject({ lineEnd: 'auto', maxLine: 256 });
  });

  it.each([
    ['lineEnd: cr, maxLine: 4096, checksum: optional, extraFields: ignore, numbers: loose, units: strip'],
    ['format: csv, separator: ";", decimal: comma'],
    ['format: csv, separator: "\\t"'],
    ['format: csv, separator: tab'],
    ['format: csv, separator: blank'],
    ['format: csv, decimal: comma'],
    ['format: csv, header: true'],
    ['format: keyvalue, decimal: comma, units: strip'],
  ])('%s is right', (port) => {
    expect(problemOf(port)).toEqual([]);
  });

  it('take a map of columns with a header line', () => {
    expect(problemOf('format: csv, header: true', '{ speed: chain.velocity }')).toEqual([]);
  });

  it.each([
    ['lineEnd: nl', 'lineEnd: must be one of auto, lf, cr, crlf; found `nl`'],
    ['maxLine: 4097', 'maxLine: must be a whole number from 16 to 4096; found 4097'],
    [
      'format: csv, separator: x',
      'separator: must be one character that is not a letter, a digit, a quote, a point or a sign; or tab, or blank; found `x`',
    ],
    [
      'format: csv, separator: ",", decimal: comma',
      'separator: warning: cannot be the decimal comma too, unless every number is in quotes; write `;` or tab',
    ],
    ['separator: ";"', 'separator: warning: has no effect on the format nmea'],
    ['format: json, checksum: optional', 'checksum: warning: has no effect on the format json'],
  ])('%s is a problem', (port, problem) => {
    expect(problemOf(port)).toEqual([problem]);
  });
});

// The lines that each record format accepts, drops and counts.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldNames, type Records } from '../../../../../hal/linux/serial/fields.js';
import { RECORD_FORMATS } from '../../../../../hal/linux/serial/formats/registry.js';
import type { ReadingOptions } from '../../../../../hal/linux/serial/reading/options.js';
import { ParsedFields } from '../../../../../hal/linux/serial/reading/record.js';
import { numberFormOf } from '../../../../../hal/linux/serial/reading/record-reader.js';
import { type FormatName, formatOf } from '../../../../../hal/linux/serial/schema.js';
import { nmea } from '../nmea-line.js';

function parserOf(format: FormatName, records: Records, options: ReadingOptions = {}) {
  const names = fieldNames(records);
  const parser = formatOf({ format }).createParser(records, (field) => names.indexOf(field), {
    maxLine: 256,
    ...options,
  });
  const fields = new ParsedFields(16, numberFormOf({ format, ...options }));
  return (line: string) => {
    const outcome = parser.parse(line, fields);
    const values: Record<string, number> = {};
    for (let i = 0; outcome === 'good' && i < fields.length; i++) {
      values[names[fields.slots[i]!]!] = fields.values[i]!;
    }
    return { outcome, values };
  };
}

function dropped(outcome: string) {
  return { outcome, values: {} };
}

function good(values: Record<string, number>) {
  return { outcome: 'good', values };
}

describe('nmea', () => {
  const parse = parserOf('nmea', { KPPCH: ['seq', 'timeMs', 'v', '-', 'f'], KPP: ['t'] });

  it('reads fields in their order, and skips fields with the name -', () => {
    expect(parse(nmea('KPPCH,1,20,1.5,ignored!,5780'))).toEqual(
      good({ seq: 1, timeMs: 20, v: 1.5, f: 5780 }),
    );
  });

  it('distinguishes two identities that begin with the same letters', () => {
    expect(parse(nmea('KPP,7'))).toEqual(good({ t: 7 }));
    expect(parse(nmea('KPPC,7'))).toEqual(dropped('unknown'));
  });

  it('accepts the checksum in upper and lower case', () => {
    const line = nmea('KPPCH,1,2,3,4,50');
    const body = line.slice(0, -2);
    const sum = line.slice(-2);
    expect(parse(body + sum.toUpperCase()).outcome).toBe('good');
    expect(parse(body + sum.toLowerCase()).outcome).toBe('good');
  });

  it('gives no sample for an empty field', () => {
    expect(parse(nmea('KPPCH,,,,,5780'))).toEqual(good({ f: 5780 }));
  });

  it('gives a bad sample for nan and inf, and good ones for the other fields', () => {
    expect(parse(nmea('KPPCH,1,20,nan,0,-INF'))).toEqual(
      good({ seq: 1, timeMs: 20, v: Number.NaN, f: Number.NaN }),
    );
  });

  it.each([
    ['another number of fields: fewer', nmea('KPPCH,1,20,1.5,0'), 'malformed'],
    ['another number of fields: more', nmea('KPPCH,1,20,1.5,0,5780,1'), 'malformed'],
    ['no fields', nmea('KPPCH'), 'malformed'],
    ['a field that is not a number', nmea('KPPCH,1,20,1.5x,0,5780'), 'malformed'],
    ['a counter that is not a number', nmea('KPPCH,one,20,1.5,0,5780'), 'malformed'],
    ['a number that is not finite', nmea('KPPCH,1,20,1e999,0,5780'), 'malformed'],
    ['a wrong checksum', '$KPP,7*00', 'checksum'],
    ['a checksum that is not hexadecimal', '$KPP,7*4G', 'malformed'],
    ['a record cut off', nmea('KPP,7').slice(0, -1), 'malformed'],
    ['the end of a record', nmea('KPP,7').slice(3), 'malformed'],
    ['two records run together', nmea('KPP,7') + nmea('KPP,8'), 'checksum'],
    ['noise before a record', `x${nmea('KPP,7')}`, 'malformed'],
    ['an unknown identity', nmea('GPGGA,1,2'), 'unknown'],
    ['no identity', nmea(',7'), 'unknown'],
    ['a dollar', '$', 'malformed'],
    ['nothing between', '$*00', 'unknown'],
  ])('drops %s', (_, line, outcome) => {
    expect(parse(line)).toEqual(dropped(outcome));
  });

  it('drops every record with one flipped bit', () => {
    const line = nmea('KPPCH,17,283,1.55,131.9,5780');
    const digitsOfChecksum = line.length - 2;
    for (let i = 0; i < digitsOfChecksum * 8; i++) {
      const bytes = Buffer.from(line, 'latin1');
      bytes[i >> 3]! ^= 1 << (i & 7);
      expect(parse(bytes.toString('latin1')).outcome).not.toBe('good');
    }
  });
});

describe('csv', () => {
  const parse = parserOf('csv', { any: ['v', '-', 'f'] });

  it.each([
    ['columns in their order', '1.5,x,5780', good({ v: 1.5, f: 5780 })],
    ['blanks around a column', ' 1.5, x ,\t5780 ', good({ v: 1.5, f: 5780 })],
    ['an empty column as no sample', ',,5780', good({ f: 5780 })],
    ['nan as a bad one', 'NaN,,5780', good({ v: Number.NaN, f: 5780 })],
    ['a header, which is a line but not a record', 'velocity,label,"force [N]"', dropped('unknown')],
    ['fewer columns', '1.5,x', dropped('malformed')],
    ['more columns', '1.5,x,5780,1', dropped('malformed')],
    ['a column that is not a number', '1.5,x,57a0', dropped('malformed')],
  ])('reads %s', (_, line, expected) => {
    expect(parse(line)).toEqual(expected);
  });
});

describe('keyvalue', () => {
  const parse = parserOf('keyvalue', { any: { v: 'velocity', t: '-' }, more: ['force'] });

  it.each([
    ['pairs in any order', 'force=5780 v=1.25', good({ velocity: 1.25, force: 5780 })],
    ['some of the keys', 'v=1.25', good({ velocity: 1.25 })],
    ['commas and tabs', 'v=1.25,\tforce=2', good({ velocity: 1.25, force: 2 })],
    ['keys that are not configured', 'v=1.25 note=hello', good({ velocity: 1.25 })],
    ['a key that is skipped', 't=abc v=1.25', good({ velocity: 1.25 })],
    ['an empty value as no sample', 'v= force=2', good({ force: 2 })],
    ['inf as a bad one', 'v=inf force=2', good({ velocity: Number.NaN, force: 2 })],
    ['no known key', 'a=1 b=2', dropped('unknown')],
    ['a value that is not a number', 'v=1.2.5', dropped('malformed')],
    ['a key without a value', 'v=1 force', dropped('malformed')],
    ['a value without a key', '=1', dropped('malformed')],
    ['a key twice', 'v=1 v=2', dropped('malformed')],
  ])('reads %s', (_, line, expected) => {
    expect(parse(line)).toEqual(expected);
  });
});

describe('json', () => {
  const parse = parserOf('json', { any: { v: 'velocity', 'motor.speed': 'speed', t: '-' } });

  it.each([
    ['keys', '{"v":1.25}', good({ velocity: 1.25 })],
    ['paths', '{"motor":{"speed":39.3}}', good({ speed: 39.3 })],
    ['a key that is spelled like a path', '{"motor.speed":39.3}', good({ speed: 39.3 })],
    ['keys that are not configured', '{"v":1,"unit":"m/s"}', good({ velocity: 1 })],
    ['a key that is skipped', '{"v":1,"t":true}', good({ velocity: 1 })],
    ['null as a bad one', '{"v":null}', good({ velocity: Number.NaN })],
    [
      'a bare NaN as a bad one',
      '{"v":NaN,"motor":{"speed": -Infinity }}',
      good({ velocity: Number.NaN, speed: Number.NaN }),
    ],
    ['numbers in text', '{"v":"1.25"}', good({ velocity: 1.25 })],
    ['an empty text as no sample', '{"v":"","motor":{"speed":1}}', good({ speed: 1 })],
    ['no known key', '{"a":1}', dropped('unknown')],
    ['a key of every object', '{"toString":1}', dropped('unknown')],
    ['a truth', '{"v":true}', dropped('malformed')],
    ['an object for a number', '{"v":{}}', dropped('malformed')],
    ['a number too large', '{"v":1e999}', dropped('malformed')],
    ['a list', '[1]', dropped('malformed')],
    ['a bare number', '7', dropped('malformed')],
    ['a record cut off', '{"v":1.2', dropped('malformed')],
  ])('reads %s', (_, line, expected) => {
    expect(parse(line)).toEqual(expected);
  });
});

describe('every format', () => {
  const recordsOf = (format: FormatName): Records => ({
    KPPCH: formatOf({ format }).isSingle ? ['v', 'f'] : ['seq', 'v', 'f'],
  });
  const alphabet = '$*,=:{}[]".-+eE0123456789 \t\0\xff\\KPCHvfnaif';
  const garbage = fc.oneof(
    fc.string({ unit: fc.constantFrom(...alphabet), maxLength: 256 }),
    fc.string({ unit: 'binary', maxLength: 256 }),
  );

  it.each(RECORD_FORMATS.map(({ name }) => name))(
    '%s never throws on garbage, and never delivers more than the fields',
    (format) => {
      const parse = parserOf(format, recordsOf(format));
      fc.assert(
        fc.property(garbage, (line) => {
          const { outcome, values } = parse(line);
          expect(['good', 'checksum', 'unknown', 'malformed', 'none', 'oversized']).toContain(outcome);
          expect(Object.keys(values).every((name) => ['seq', 'v', 'f'].includes(name))).toBe(true);
          expect(Object.values(values).some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toBe(
            false,
          );
        }),
        { numRuns: 500 },
      );
    },
  );

  const everyOption: ReadingOptions = {
    numbers: 'loose',
    units: 'strip',
    decimal: 'comma',
    separator: 'blank',
    header: true,
    checksum: 'optional',
    extraFields: 'ignore',
  };

  it.each(RECORD_FORMATS.map(({ name }) => name))(
    '%s never throws on lines of garbage with every option, and never delivers an infinite number',
    (format) => {
      const records: Records = format === 'nmea' ? recordsOf('nmea') : { any: { v: 'v', 'Chain f': 'f' } };
      const parse = parserOf(format, records, everyOption);
      const words = fc.array(
        fc.constantFrom('v', 'Chain', 'f', '=', ':', ' ', ',', ';', '"', '1', '{', '}', '[', ']', 'C'),
      );
      const line = fc.oneof(
        garbage,
        words.map((parts) => parts.join('')),
      );
      fc.assert(
        fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
          for (const { values } of lines.map(parse)) {
            expect(Object.values(values).some((value) => Math.abs(value) === Number.POSITIVE_INFINITY)).toBe(
              false,
            );
          }
        }),
        { numRuns: 300 },
      );
    },
  );

  it('nmea delivers nothing from garbage', () => {
    const parse = parserOf('nmea', recordsOf('nmea'));
    fc.assert(
      fc.property(garbage, (line) => {
        expect(parse(line).outcome).not.toBe('good');
      }),
      { numRuns: 2000 },
    );
  });
});

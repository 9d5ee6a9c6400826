// Of the lines that cannot be read, the last one is kept with its reason, so that a person can see what is wrong.
import { describe, expect, it } from 'vitest';
import { RecordReader } from '../../../../../hal/linux/serial/reading/record-reader.js';
import type { FormatName } from '../../../../../hal/linux/serial/schema.js';
import { portConfig } from '../../../linux-config.js';
import { nmea } from '../nmea-line.js';

type Records = Parameters<typeof portConfig>[0]['records'];

function readerOf(format: FormatName, records: Records): RecordReader {
  return new RecordReader(portConfig({ path: 'in memory', format, records }));
}

function reasonOf(format: FormatName, records: Records, line: string): string | undefined {
  const reader = readerOf(format, records);
  reader.read(line);
  return reader.unreadable?.reason;
}

describe('the reason why a line cannot be read', () => {
  const chain: Records = { KPPCH: ['seq', 'chain.velocity'] };
  it.each([
    ['x', 'the line does not begin with $'],
    ['$KPPCH,1,1.5', 'the line does not end with a checksum, * and two hexadecimal digits'],
    ['$KPPCH,1,1.5*00', '`*00` is not the checksum of the line'],
    [nmea('GPGGA,1'), '`GPGGA` is not the id of a record of this port'],
    [nmea('KPPCH,1'), 'KPPCH has fewer fields than the 2 that are configured'],
    [
      nmea('KPPCH,1,2,3'),
      'KPPCH has more fields than the 2 that are configured; `extraFields: ignore` takes them',
    ],
    [nmea('KPPCH,1,fast'), '`fast` is not a number'],
    [nmea('KPPCH,1,12.3V'), '`12.3V` is not a number; `units: strip` makes it one'],
    [nmea('KPPCH,1,+1.5'), '`+1.5` is not a number; `numbers: loose` makes it one'],
    [nmea('KPPCH,1,1\0'), '`\\x00` is a control character or the beginning of a byte order mark'],
  ])('nmea: %s', (line, reason) => {
    expect(reasonOf('nmea', chain, line)).toBe(reason);
  });

  const columns: Records = { any: ['chain.velocity', 'chain.tension'] };
  it.each([
    ['1.5', 'the line has fewer columns than the 2 that are configured'],
    ['1.5,2,3', 'the line has more columns than the 2 that are configured; `extraFields: ignore` takes them'],
    ['velocity,force', 'the line has names and no numbers'],
    ['1.5,57a0', '`57a0` is not a number'],
    ['1.5,12.3 V', '`12.3 V` is not a number; `units: strip` makes it one'],
    ['"1.5,2', 'a quote of the line is not closed, or not at the end of a column'],
  ])('csv: %s', (line, reason) => {
    expect(reasonOf('csv', columns, line)).toBe(reason);
  });

  const keys: Records = { any: { v: 'chain.velocity', f: 'chain.tension' } };
  it.each([
    ['v=1 oops', '`oops` is not key=value; `units: strip` ignores units behind numbers'],
    ['v=1 f', '`f` is not key=value'],
    ['hello', 'the line has no key=value'],
    ['T=1 =2', '`=2` is not key=value'],
    ['v=1 v=2', '`v=2` repeats a key of the line'],
    ['a=1', 'the line has none of the configured keys: v, f'],
    ['v=fast', '`fast` is not a number'],
  ])('keyvalue: %s', (line, reason) => {
    expect(reasonOf('keyvalue', keys, line)).toBe(reason);
  });

  it.each([
    ['7', 'the line is not a JSON object'],
    ['{"a":1}', 'the line has none of the configured keys: v, f'],
    ['{"v":true}', 'the value of v is not a number'],
    ['{"v":"1.5V"}', 'the value of v, `1.5V`, is not a number; `units: strip` makes it one'],
  ])('json: %s', (line, reason) => {
    expect(reasonOf('json', keys, line)).toBe(reason);
  });
});

describe('the last line that could not be read', () => {
  const reader = () => readerOf('csv', { any: ['chain.velocity'] });

  it('is null before the first one, and stays after good ones', () => {
    const records = reader();
    records.read('1.5');
    expect(records.unreadable).toBeNull();
    records.read('first');
    records.read('last');
    records.read('1.5');
    expect(records.unreadable?.line).toBe('last');
  });

  it('is printable: other bytes are written as hexadecimal numbers', () => {
    const records = reader();
    records.read('\0a\tb\xffc\x1b[2J');
    expect(records.unreadable?.line).toBe('\\x00a\\tb\\xffc\\x1b[2J');
  });

  it('is shortened, and so is the part of it in the reason', () => {
    const records = reader();
    records.read('1x'.repeat(100));
    expect(records.unreadable).toEqual({
      line: `${'1x'.repeat(60)}...`,
      reason: `\`${'1x'.repeat(20)}...\` is not a number`,
    });
  });

  it('can be one that is too long', () => {
    const records = reader();
    records.readTooLong('1234');
    expect(records.unreadable).toEqual({
      line: '1234',
      reason: 'the line is longer than 256 bytes; `maxLine` allows more',
    });
  });
});

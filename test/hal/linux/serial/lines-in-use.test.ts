// The kinds of lines that people's sensors print, from bytes to samples and counters: what is read, and what is refused.
import { expect, it } from 'vitest';
import { LinuxHal } from '../../../../hal/linux/linux-hal.js';
import { type LinuxHalInput, linuxConfig } from '../../linux-config.js';
import { FakePort } from './fake-link.js';
import { nmea } from './nmea-line.js';

type Port = NonNullable<LinuxHalInput['serial']>[string];

/** What the last record of each channel gave, and the counters that are not 0. A NaN: the channel is bad. */
interface Outcome {
  readonly v?: number;
  readonly f?: number;
  readonly counters: Readonly<Record<string, number>>;
}

const V = 'chain.velocity';
const F = 'chain.tension';
const COLUMNS: Port = { path: 'in memory', format: 'csv', records: { any: [V, F] } };
const KEYS: Port = { path: 'in memory', format: 'keyvalue', records: { any: { v: V, f: F } } };
const JSON_KEYS: Port = { ...KEYS, format: 'json' };
const NMEA: Port = { path: 'in memory', records: { KPPCH: [V, F] } };

/** Sends the bytes to a port that is open, and whose input has begun with a whole line. */
async function outcomeOf(port: Port, bytes: string): Promise<Outcome> {
  const link = new FakePort();
  const hal = new LinuxHal({
    ...linuxConfig({ serial: { chain: port } }),
    clock: () => 100,
    openSerialLink: link.open,
  });
  await hal.open(100, { lost() {}, recovered() {}, warned() {}, emergencyStop() {} });
  hal.advance(100);
  link.receive('\r\n');
  link.receive(bytes);
  const { samples } = hal;
  const lastOf = (channel: string): number | undefined => {
    const row = samples.indexOf(channel);
    if (row < 0 || samples.deliveries[row] === 0) return undefined;
    return samples.quality[row] === 0 ? samples.value[row] : Number.NaN;
  };
  const counters: Record<string, number> = {};
  hal.counters.names.forEach((name, i) => {
    const count = hal.counters.values[i]!;
    const kind = name.replace('serial.chain.', '');
    if (count > 0 && kind !== 'discarded') counters[kind] = count;
  });
  await hal.close();
  const [v, f] = [lastOf(V), lastOf(F)];
  return { ...(v === undefined ? {} : { v }), ...(f === undefined ? {} : { f }), counters };
}

const read = (v: number, f: number, good = 1): Outcome => ({ v, f, counters: { good } });
const refused = (counter: string, count = 1): Outcome => ({ counters: { [counter]: count } });

const KINDS: readonly (readonly [kind: string, port: Port, bytes: string, outcome: Outcome])[] = [
  // Line ends.
  ['LF', NMEA, `${nmea('KPPCH,1.5,50')}\n`, read(1.5, 50)],
  ['CRLF', NMEA, `${nmea('KPPCH,1.5,50')}\r\n`, read(1.5, 50)],
  ['CR: a board that prints \\r alone', KEYS, 'v=1.5 f=50\rv=1.6 f=51\r', read(1.6, 51, 2)],
  ['LFCR: an ATmega with println of its own', KEYS, 'v=1.5 f=50\n\rv=1.6 f=51\n\r', read(1.6, 51, 2)],
  ['CR CR LF: a terminal that adds CR', COLUMNS, '1.5,50\r\r\n1.6,51\r\r\n', read(1.6, 51, 2)],
  ['LFCR, where only LF is a line end', { ...KEYS, lineEnd: 'lf' }, 'v=1 f=2\n\rv=3 f=4\n\r', read(3, 4, 2)],
  ['CRLF, where only CR is a line end', { ...KEYS, lineEnd: 'cr' }, 'v=1 f=2\r\nv=3 f=4\r\n', read(3, 4, 2)],
  [
    'CR, where the line end is CRLF',
    { ...KEYS, lineEnd: 'crlf' },
    'v=1 f=2\rv=3 f=4\r\n',
    refused('malformed'),
  ],
  ['CR, where the line end is LF', { ...KEYS, lineEnd: 'lf' }, 'v=1\rf=2\n', refused('malformed')],
  ['blank lines between records', COLUMNS, '1.5,50\r\n\r\n   \r\n1.6,51\r\n', read(1.6, 51, 2)],
  ['a line of 257 bytes', COLUMNS, `${'1'.repeat(254)},50\n`, refused('oversized')],
  ['a long line, allowed', { ...COLUMNS, maxLine: 400 }, `1.${'0'.repeat(300)},50\n`, read(1, 50)],

  // Characters that are not text.
  [
    'NUL at the start of lines: sizeof of a string',
    KEYS,
    '\0v=1.5 f=12.3\r\n\0v=1.6 f=12.4\r\n',
    refused('malformed', 2),
  ],
  ['NUL inside a key', KEYS, 'v=1.5 \0f=50\n', refused('malformed')],
  ['NUL behind a number', COLUMNS, '1.5,50\0\n', refused('malformed')],
  ['an escape sequence of a coloured log', KEYS, '\x1b[32mv=1.5 f=50\x1b[0m\n', refused('malformed')],
  ['a byte order mark at the start of the stream', KEYS, '\xef\xbb\xbfv=1.5 f=50\n', read(1.5, 50)],
  [
    'a byte order mark later',
    KEYS,
    'v=1 f=2\n\xef\xbb\xbfv=3 f=4\n',
    { v: 1, f: 2, counters: { good: 1, malformed: 1 } },
  ],
  ['a byte order mark in a JSON key', JSON_KEYS, '{"\xef\xbb\xbfv":1,"f":2}\n', refused('malformed')],
  [
    'a control character in an nmea field that is skipped',
    { ...NMEA, records: { KPPCH: ['-', V] } },
    `${nmea('KPPCH,\x01,2')}\n`,
    refused('malformed'),
  ],

  // Key and value.
  ['key:value', KEYS, 'v:1.5,f:50\n', read(1.5, 50)],
  ['key: value', KEYS, 'v: 1.5 f: 50\n', read(1.5, 50)],
  ['key = value', KEYS, 'v = 1.5, f = 50\n', read(1.5, 50)],
  ['key :value over tabs: the serial plotter', KEYS, 'v :1.5\tf :50\n', read(1.5, 50)],
  ['semicolons, one at the end', KEYS, 'v=1.5;f=50;\n', read(1.5, 50)],
  [
    'emonTx: a leading pair',
    { ...KEYS, records: { any: { Vrms: V, P1: F } } },
    'MSG:1,Vrms:230.1,P1:157\r\n',
    read(230.1, 157),
  ],
  ['a leading word', KEYS, 'STAT v=1.5 f=50\n', read(1.5, 50)],
  ['a leading word with a colon', KEYS, 'DATA: v=1.5 f=50\n', read(1.5, 50)],
  ['a leading word with a colon and no blank', KEYS, 'DATA:v=1.5,f=50\n', read(1.5, 50)],
  ['the log of an ESP32', KEYS, 'I (28312) chain: v=1.5 f=50\n', read(1.5, 50)],
  ['a time before the pairs', KEYS, '12:30:05.123 -> v=1.5 f=50\n', refused('malformed')],
  ['values in quotes', KEYS, 'v="1.5" f=\'50\' note="a b=c"\n', read(1.5, 50)],
  ['an empty value before a pair with blanks', KEYS, 'v = f = 50\n', { f: 50, counters: { good: 1 } }],
  ['units', { ...KEYS, units: 'strip' }, 'v=1.5m/s f=50N\n', read(1.5, 50)],
  ['units behind a blank', { ...KEYS, units: 'strip' }, 'v: 1.5 m/s, f: 50 N\n', read(1.5, 50)],
  ['degrees in UTF-8 and as *C', { ...KEYS, units: 'strip' }, 'v: 21.5 \xc2\xb0C f: 40 *C\n', read(21.5, 40)],
  ['units, where none are configured', KEYS, 'v=1.5m/s f=50N\n', refused('malformed')],
  ['a decimal comma', { ...KEYS, decimal: 'comma' }, 'v=1,5 f=50,25\n', read(1.5, 50.25)],
  [
    'a decimal comma and commas between pairs',
    { ...KEYS, decimal: 'comma' },
    'v=1,5, f=50,25\n',
    read(1.5, 50.25),
  ],
  [
    'keys with blanks',
    { ...KEYS, records: { any: { 'Chain speed': V, Pull: F } } },
    'Chain speed: 1.5 Pull: 50\n',
    read(1.5, 50),
  ],
  [
    'a key that is not ASCII',
    { ...KEYS, records: { any: { température: V, f: F } } },
    'temp\xc3\xa9rature=1.5 f=50\n',
    read(1.5, 50),
  ],
  ['a pair that has lost its sign', KEYS, 'v1.5 f=50\n', refused('malformed')],
  ['a key without a value between pairs', KEYS, 'x=1 v f=50\n', refused('malformed')],
  ['text', KEYS, 'Sensor ready\n', refused('malformed')],

  // Columns.
  ['a semicolon', { ...COLUMNS, separator: ';' }, '1.5;50\n', read(1.5, 50)],
  ['a tab', { ...COLUMNS, separator: '\t' }, '1.5\t50\n', read(1.5, 50)],
  [
    'a tab by its name, and an empty column',
    { ...COLUMNS, separator: 'tab' },
    '\t50\n',
    { f: 50, counters: { good: 1 } },
  ],
  ['blanks', { ...COLUMNS, separator: 'blank' }, '  1.5   50  \n', read(1.5, 50)],
  ['a decimal comma', { ...COLUMNS, decimal: 'comma' }, '1,5;50,25\n', read(1.5, 50.25)],
  [
    'a decimal comma between tabs',
    { ...COLUMNS, decimal: 'comma', separator: 'tab' },
    '1,5\t-50,25\n',
    read(1.5, -50.25),
  ],
  ['a separator at the end', COLUMNS, '1.5,50,\r\n', read(1.5, 50)],
  ['two separators at the end', COLUMNS, '1.5,50,,\r\n', refused('malformed')],
  ['more columns', COLUMNS, '1.5,50,7\n', refused('malformed')],
  ['more columns, ignored', { ...COLUMNS, extraFields: 'ignore' }, '1.5,50,7,x\n', read(1.5, 50)],
  ['quotes', COLUMNS, '"1.5", "50"\n', read(1.5, 50)],
  [
    'a separator in quotes',
    { ...COLUMNS, records: { any: ['-', V, F] } },
    '"a, ""b""",1.5,50\n',
    read(1.5, 50),
  ],
  [
    'a decimal comma in quotes',
    { ...COLUMNS, decimal: 'comma', separator: ',' },
    '"1,5","50"\n',
    read(1.5, 50),
  ],
  ['a quote that is not closed', COLUMNS, '"1.5,50\n', refused('malformed')],
  ['ovf of Arduino', COLUMNS, '1.5,ovf\r\n', read(1.5, Number.NaN)],
  ['columns of a fixed width', COLUMNS, '   1.50,   50\n', read(1.5, 50)],
  ['+1.5 and .5 and 12.', COLUMNS, '+1.5,.5\n12.,+.5e1\n', read(12, 5, 2)],
  [
    'a header that is not configured',
    COLUMNS,
    'speed,force\n1.5,50\n',
    { v: 1.5, f: 50, counters: { good: 1, unknown: 1 } },
  ],
  ['a header before a list of columns', { ...COLUMNS, header: true }, 'speed,force\n1.5,50\n', read(1.5, 50)],
  [
    'a header that names the columns',
    { ...KEYS, format: 'csv', header: true },
    'time,f,v\n12:30,50,1.5\n',
    read(1.5, 50),
  ],
  [
    'a header behind #, in quotes',
    { ...KEYS, format: 'csv', header: true, separator: ';' },
    '# "f"; "v";\n50;1.5;\n',
    read(1.5, 50),
  ],
  [
    'a header again, with other columns',
    { ...KEYS, format: 'csv', header: true },
    'f,v\n50,1.5\nv,f\n2,60\n',
    read(2, 60, 2),
  ],
  ['no header', { ...KEYS, format: 'csv', header: true }, '50,1.5\n', refused('unknown')],
  [
    'a header without a name',
    { ...KEYS, format: 'csv', header: true },
    'f,speed\n50,1.5\n',
    { counters: { malformed: 1, unknown: 1 } },
  ],

  // nmea.
  ['blanks behind the checksum', NMEA, `${nmea('KPPCH,1.5,50')}  \r\n`, read(1.5, 50)],
  ['NUL behind the checksum', NMEA, `${nmea('KPPCH,1.5,50')}\0\r\n`, read(1.5, 50)],
  [
    'a checksum of one digit: print(sum, HEX)',
    NMEA,
    '$KPPCH,1.5,54*1\n$KPPCH,1.5,54*10\n',
    { counters: { malformed: 1, checksum: 1 } },
  ],
  ['a tag block', NMEA, `\\s:chain,c:1764000000*5B\\${nmea('KPPCH,1.5,50')}\r\n`, read(1.5, 50)],
  ['a tag block that does not end', NMEA, `\\s:chain${nmea('KPPCH,1.5,50')}\r\n`, refused('malformed')],
  ['no checksum', NMEA, '$KPPCH,1.5,50\r\n', refused('malformed')],
  ['no checksum, allowed', { ...NMEA, checksum: 'optional' }, '$KPPCH,1.5,50\r\n', read(1.5, 50)],
  [
    'a wrong checksum, where it is optional',
    { ...NMEA, checksum: 'optional' },
    '$KPPCH,1.5,50*00\r\n',
    refused('checksum'),
  ],
  ['more fields', NMEA, `${nmea('KPPCH,1.5,50,A')}\n`, refused('malformed')],
  [
    'more fields, ignored',
    { ...NMEA, extraFields: 'ignore' },
    `${nmea('KPPCH,1.5,50,A,*')}\n`,
    read(1.5, 50),
  ],
  [
    'numbers beyond the contract',
    NMEA,
    `${nmea('KPPCH,+1.5,.5')}\n${nmea('KPPCH, 1.5,50')}\n`,
    refused('malformed', 2),
  ],
  [
    'numbers beyond the contract, allowed',
    { ...NMEA, numbers: 'loose' },
    `${nmea('KPPCH,+1.5,  .5')}\n`,
    read(1.5, 0.5),
  ],
  ['units', { ...NMEA, units: 'strip' }, `${nmea('KPPCH,1.5m/s,50N')}\n`, read(1.5, 50)],
  ['ovf', NMEA, `${nmea('KPPCH,ovf,50')}\n`, read(Number.NaN, 50)],

  // JSON.
  [
    'nested keys',
    { ...KEYS, format: 'json', records: { any: { 'chain.v': V, 'chain.pull.f': F } } },
    '{"chain":{"v":1.5,"pull":{"f":50}}}\n',
    read(1.5, 50),
  ],
  [
    'arrays by index',
    { ...KEYS, format: 'json', records: { any: { 'p.0': V, 'p.2.x': F } } },
    '{"p":[1.5,0,{"x":50}]}\n',
    read(1.5, 50),
  ],
  [
    'an array as the record',
    { ...KEYS, format: 'json', records: { any: { '0': V, '1': F } } },
    '[1.5,50]\n',
    read(1.5, 50),
  ],
  [
    'an index that the array does not have',
    { ...KEYS, format: 'json', records: { any: { 'p.2': V, f: F } } },
    '{"p":[1],"f":50}\n',
    { f: 50, counters: { good: 1 } },
  ],
  ['numbers as strings', JSON_KEYS, '{"v":"1.5","f":" +50. "}\n', read(1.5, 50)],
  ['units in strings', { ...JSON_KEYS, units: 'strip' }, '{"v":"1.5 m/s","f":"50N"}\n', read(1.5, 50)],
  ['ovf without quotes', JSON_KEYS, '{"v":1.5,"f":ovf}\n', read(1.5, Number.NaN)],
  ['keys that no record names', JSON_KEYS, '{"id":"a","v":1.5,"x":[{}],"f":50}\n', read(1.5, 50)],
  [
    'a key that is not ASCII',
    { ...JSON_KEYS, records: { any: { Δv: V, f: F } } },
    '{"\xce\x94v":1.5,"f":50}\n',
    read(1.5, 50),
  ],
  [
    'several lines',
    JSON_KEYS,
    '{\r\n  "v": 1.5,\r\n  "x": [\r\n    {\r\n"a": "}"\r\n}\r\n  ],\r\n  "f": 50\r\n}\r\n',
    read(1.5, 50),
  ],
  ['several lines twice', JSON_KEYS, '{\n"v":1,\n"f":2}\n{\n"v":3,\n"f":4}\n', read(3, 4, 2)],
  [
    'several lines, too many',
    JSON_KEYS,
    `{\n${'"x":1,\n'.repeat(60)}"v":1\n}\n{"v":1.5,"f":50}\n`,
    { v: 1.5, f: 50, counters: { good: 1, oversized: 1 } },
  ],
  [
    'a record cut off before a whole one',
    JSON_KEYS,
    '{"v":1,\n{"v":1.5,"f":50}\n',
    { v: 1.5, f: 50, counters: { good: 1, malformed: 1 } },
  ],
  ['a document over several lines that is not JSON', JSON_KEYS, '{\n"v":1,\n}\n', refused('malformed')],
];

it.each(KINDS)('%s', async (_, port, bytes, outcome) => {
  expect(await outcomeOf(port, bytes)).toEqual(outcome);
});

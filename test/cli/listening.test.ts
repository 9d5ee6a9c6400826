// `kpp doctor --listen`: the guesses from what a port sends. The real port is in test/integration/hal/listen.test.ts.
import { describe, expect, it } from 'vitest';
import { BAUD_RATES, guessBaudRate } from '../../src/cli/doctor/listening/baud-rate.js';
import { guessFormat } from '../../src/cli/doctor/listening/guess-format.js';
import { Received } from '../../src/cli/doctor/listening/received.js';
import { suggestedConfiguration } from '../../src/cli/doctor/listening/suggestion.js';
import { parseConfig } from '../../src/config/index.js';
import { nmea } from '../hal/linux/serial/nmea-line.js';

const COUNT = 8;
const rows = (line: (i: number) => string) => Array.from({ length: COUNT }, (_, i) => line(i));

describe('the format', () => {
  it.each([
    [
      'nmea',
      rows((i) => nmea(`KPPCH,${i + 7},${1000 + 67 * i},1.5${i},OK`)),
      { KPPCH: ['seq', 'timeMs', 'sensor.kppch3', '-'] },
    ],
    ['csv', rows((i) => `${20 + i / 3},${i % 2},x`), { line: ['sensor.column1', 'sensor.column2', '-'] }],
    [
      'keyvalue',
      rows((i) => `chain.velocity=1.${i} T1=40.${i}`),
      { line: { 'chain.velocity': 'chain.velocity', T1: 'sensor.T1' } },
    ],
    [
      'keyvalue',
      rows((i) => `MSG:${i % 2},Vrms:230.${i}`),
      { line: { MSG: 'sensor.MSG', Vrms: 'sensor.Vrms' } },
    ],
    ['csv', rows((i) => `1.${i};2.5`), { line: ['sensor.column1', 'sensor.column2'] }],
    ['csv', rows((i) => `1,${i};2,5`), { line: ['sensor.column1', 'sensor.column2'] }],
    ['csv', rows((i) => `1.${i}\t2.5`), { line: ['sensor.column1', 'sensor.column2'] }],
    ['json', rows((i) => `{"v":1.${i},"name":"left"}`), { line: { v: 'sensor.v' } }],
  ])('%s is recognised, with a name for each number', (format, lines, records) => {
    expect(guessFormat(lines, 'sensor')).toMatchObject({ format, records, good: COUNT });
  });

  it('is recognised although the board greets and some lines are damaged', () => {
    const lines = ['Starting sensor v1.2', ...rows((i) => `v=1.${i}`), 'v=1.2v=', ''];
    expect(guessFormat(lines, 'sensor')).toMatchObject({ format: 'keyvalue', good: COUNT });
  });

  it.each([[['hello', 'world', 'again']], [[]], [['\x00\x01', '\xff']]])('of %j is none', (lines) => {
    expect(guessFormat(lines, 'sensor')).toBeNull();
  });

  it('gives a configuration that passes the check, with the rhythm as staleAfter', () => {
    for (const lines of [
      rows((i) => nmea(`KPPCH,${i},1.5`)),
      rows((i) => `${i / 3},${i / 7}`),
      rows((i) => `1,${i};2,5`),
      rows((i) => `1.${i}\t2.5`),
      rows((i) => `v=1.${i} a.b=2`),
      rows((i) => `{"v":1.${i}}`),
    ]) {
      const guess = guessFormat(lines, 'sensor')!;
      const heard = { path: '/dev/ttyACM0', baudRate: 9600, pauseS: 1.02, guess };
      const text = suggestedConfiguration('sensor', heard);
      const { config, problems } = parseConfig(text, 'k.yaml');
      expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
      expect(config?.hal.serial.sensor).toMatchObject({ baudRate: 9600, staleAfter: 2 });
    }
  });
});

describe('the speed of the line', () => {
  /** What arrives at a speed: text at the right one, noise at the others. */
  function heard(isRight: boolean): Received {
    const received = new Received();
    const noise = Buffer.from([0x80, 0xfe, 0x0a, 0x00, 0x66, 0x9e, 0xf8, 0x06, 0xe0, 0x78, 0x0d, 0xff]);
    for (let i = 0; i < 5; i++) received.take(isRight ? Buffer.from('$KPPCH,17,1.5*00\r\n') : noise, i);
    return received;
  }

  it('is that at which the bytes are text; each speed is tried once, the given one first', async () => {
    const tried: number[] = [];
    const guess = await guessBaudRate(async (baudRate) => {
      tried.push(baudRate);
      return heard(baudRate === 19_200);
    }, 4800);
    expect(guess?.baudRate).toBe(19_200);
    expect(tried).toEqual([4800, 115_200, 9600, 57_600, 38_400, 19_200]);
  });

  it('is not known when nothing arrives, or nothing that is text', async () => {
    const tried: number[] = [];
    const nothing = await guessBaudRate(async (baudRate) => {
      tried.push(baudRate);
      return new Received();
    });
    expect([nothing, tried]).toEqual([null, [...BAUD_RATES]]);
    expect(await guessBaudRate(async () => heard(false))).toBeNull();
  });
});

describe('what arrives', () => {
  it('is divided into lines, whatever ends them and however the chunks are cut', () => {
    for (const end of ['\n', '\r\n', '\n\r', '\r\r\n', '\r']) {
      const received = new Received();
      for (const character of `a=1${end}b=2${end}c=3${end}`) received.take(Buffer.from(character), 0);
      expect(received.lines.map(({ text }) => text)).toEqual(['a=1', 'b=2', 'c=3']);
      expect(received.wholeLines.map(({ text }) => text)).toEqual(['b=2', 'c=3']);
    }
  });

  it('has a pause that is the longest one between two lines', () => {
    const received = new Received();
    for (const atS of [0, 1, 2.5, 3]) received.take(Buffer.from('x\n'), atS);
    expect(received.pauseS).toBe(1.5);
  });
});

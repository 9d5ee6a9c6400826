// The serial driver from bytes to samples and from loss to recovery, on a fake port in virtual time.
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { HalError } from '../../../../hal/hal.js';
import { LinuxHal } from '../../../../hal/linux/linux-hal.js';
import { QUALITY } from '../../../../hal/quality.js';
import type { LinuxHalInput } from '../../linux-config.js';
import { linuxConfig } from '../../linux-config.js';
import { FakePort, settle } from './fake-link.js';
import { nmea } from './nmea-line.js';

const TICK_S = 1 / 60;
type Port = NonNullable<LinuxHalInput['serial']>[string];

const CHAIN: Port = {
  path: '/dev/null',
  records: { KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.tension'] },
  scale: { 'chain.tension': 2 },
  offset: { 'chain.tension': 100 },
};

let nowS: number;
let port: FakePort;
let hal: LinuxHal;
let told: string[];

const listener = {
  lost: (source: string) => told.push(`lost ${source}`),
  recovered: (source: string) => told.push(`recovered ${source}`),
  warned: (source: string, finding: string) => told.push(`warned ${source}: ${finding}`),
  emergencyStop: () => {},
};

function createHal(config: Port = CHAIN): LinuxHal {
  const devices = linuxConfig({
    serial: { chain: config },
    outputs: { load: { serial: 'chain', timeout: 'drive' } },
  });
  return new LinuxHal({ ...devices, clock: () => nowS, openSerialLink: port.open });
}

function count(kind: string): number {
  return hal.counters.values[hal.counters.names.indexOf(`serial.chain.${kind}`)]!;
}

function value(channel: string): number {
  return hal.samples.value[hal.samples.indexOf(channel)]!;
}

/** A record that the sensor sends at our time `sentAtS`. The sensor's own clock began 90 s after ours. */
function record(velocity: number | string, sentAtS = nowS): string {
  return `${nmea(`KPPCH,1,${Math.round((sentAtS - 90) * 1000)},${velocity},50`)}\r\n`;
}

/** The times at which the port is opened while the sensor is silent. */
async function openingsDuring(seconds: number): Promise<number[]> {
  const openings: number[] = [];
  let seen = port.openings;
  for (let left = Math.round(seconds / TICK_S); left > 0; left--) {
    await pass(TICK_S);
    if (port.openings > seen) openings.push(nowS);
    seen = port.openings;
  }
  return openings;
}

/** Lets time pass in ticks. Before each, the sensor sends the text of `send()`. */
async function pass(seconds: number, send?: () => string): Promise<void> {
  for (let left = Math.round(seconds / TICK_S); left > 0; left--) {
    nowS += TICK_S;
    if (send !== undefined) {
      port.receive(send());
    }
    hal.advance(nowS);
    await settle();
  }
}

beforeEach(async () => {
  nowS = 100;
  port = new FakePort();
  told = [];
  hal = createHal();
  await hal.open(nowS, listener);
  hal.advance(nowS);
});

describe('records of a serial port', () => {
  it('become scaled samples with the time of their arrival', () => {
    nowS = 100.01;
    port.receive(record(1.5));
    expect(value('chain.velocity')).toBe(1.5);
    expect(value('chain.tension')).toBe(200);
    expect([...hal.samples.timeS]).toEqual([100.01, 100.01]);
    expect(count('good')).toBe(1);
  });

  it('make only the channels bad for which the sensor has no value', () => {
    port.receive(record('nan'));
    expect(hal.samples.quality[hal.samples.indexOf('chain.velocity')]).toBe(QUALITY.bad);
    expect(hal.samples.quality[hal.samples.indexOf('chain.tension')]).toBe(QUALITY.good);
  });

  it('with an error are counted by its kind, and give no value', () => {
    port.receive('$KPPCH,1,2,1.5,50*00\r\n');
    port.receive(`${nmea('GPGGA,1')}\n${nmea('KPPCH,1,2,1.5')}\n\n\r\nnoise\n${'x'.repeat(300)}\n`);
    expect(['good', 'checksum', 'unknown', 'malformed', 'oversized'].map(count)).toEqual([0, 1, 1, 2, 1]);
    expect([...hal.samples.deliveries]).toEqual([0, 0]);
  });

  it('give the same samples however their bytes are divided into chunks', () => {
    const lines = [record(1), 'noise\xc3\n', record(2), `${'y'.repeat(400)}\n`, record('inf'), record(3)];
    const stream = lines.join('');
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 60 })), (lengths) => {
        const before = ['good', 'malformed', 'oversized'].map(count);
        let at = 0;
        for (const length of lengths) {
          port.receive(stream.slice(at, at + length));
          at += length;
        }
        port.receive(stream.slice(at));
        const after = ['good', 'malformed', 'oversized'].map(count);
        expect(after.map((total, i) => total - before[i]!)).toEqual([4, 1, 1]);
        expect(value('chain.velocity')).toBe(3);
      }),
    );
  });

  it('are never dropped because the sensor clock restarts, stands still or is missing', async () => {
    const stamps = ['0', '0', '', '1764000000000', '5', '7000', '6000', 'nan'];
    let sent = 0;
    await pass(10, () => `${nmea(`KPPCH,0,${stamps[sent++ % stamps.length]},1.5,50`)}\n`);
    expect(count('good')).toBe(600);
    expect(count('discarded')).toBe(0);
  });

  it.each(['csv', 'keyvalue'] as const)(
    'in the format %s are read from the first complete line on',
    async (format) => {
      port = new FakePort();
      hal = createHal({
        path: 'in memory',
        format,
        records: { any: format === 'csv' ? ['chain.velocity'] : { v: 'chain.velocity' } },
      });
      await hal.open(nowS, listener);
      const line = (velocity: string): string => `${format === 'csv' ? '' : 'v='}${velocity}\n`;
      port.receive(line('75') + line('1.5'));
      expect([...hal.samples.deliveries]).toEqual([1]);
      expect(value('chain.velocity')).toBe(1.5);
      expect(count('discarded')).toBe(1);
    },
  );
});

describe('a port that is lost', () => {
  const send = (): string => record(1.5);

  it('by silence is reported once, reopened at once and then at intervals, and recovered when data comes', async () => {
    await pass(1, send);
    const openings = await openingsDuring(200);
    expect(told).toEqual(['lost serial.chain']);
    // At once after 1 s. A port that then stays silent gets 5 s, and twice the time with each opening, up to 30 s.
    const gaps = openings.map((atS, i) => Math.round(atS - (openings[i - 1] ?? 101)));
    expect(gaps).toEqual([1, 5, 10, 20, 30, 30, 30, 30, 30]);
    expect(count('reopened')).toBe(port.openings - 1);
    await pass(0.1, send);
    expect(told).toEqual(['lost serial.chain', 'recovered serial.chain']);
  });

  it('by silence is lost only after 1 s', async () => {
    await pass(1, send);
    await pass(0.95);
    expect(told).toEqual([]);
    await pass(0.1);
    expect(told).toEqual(['lost serial.chain']);
  });

  it('by unplugging is tried at once, then at most 2 s apart, until it is back', async () => {
    await pass(1, send);
    port.refusal = new HalError('not_found', 'gone', '');
    port.unplug();
    const openings = await openingsDuring(20);
    expect(openings[0]).toBeLessThan(101.1);
    const gaps = openings.slice(1).map((atS, i) => atS - openings[i]!);
    expect(Math.max(...gaps)).toBeLessThan(2 + 2 * TICK_S);
    expect(gaps.length).toBeLessThan(20);
    port.refusal = null;
    await pass(3, send);
    expect(told).toEqual(['lost serial.chain', 'recovered serial.chain']);
    expect(count('reopened')).toBe(1);
  });

  it('is tried again while its old descriptor holds the lock', async () => {
    await pass(1, send);
    port.refusal = new HalError('in_use', 'locked', '');
    port.unplug();
    await pass(3);
    port.refusal = null;
    await pass(3, send);
    expect(told).toEqual(['lost serial.chain', 'recovered serial.chain']);
  });

  it('is a lost source, not an error, when it did not exist at the start', async () => {
    port = new FakePort();
    port.refusal = new HalError('not_found', 'not there', '');
    hal = createHal();
    await hal.open(nowS, listener);
    expect(told).toEqual(['lost serial.chain']);
    port.refusal = null;
    await pass(0.5, send);
    expect(told).toEqual(['lost serial.chain', 'recovered serial.chain']);
  });

  it.each(['in_use', 'not_permitted', 'failed'] as const)('at the start as %s is an error', async (code) => {
    port = new FakePort();
    port.refusal = new HalError(code, 'no', '');
    hal = createHal();
    await expect(hal.open(nowS, listener)).rejects.toMatchObject({ code });
  });

  it('is not assumed after a stall of the process', async () => {
    await pass(1, send);
    nowS += 10;
    await pass(0.5, send);
    expect(told).toEqual([]);
    expect(port.openings).toBe(1);
  });

  it('is open again within three ticks after a request of the controller, when its lines have stopped', async () => {
    await pass(1, send);
    await pass(0.1);
    hal.reopen('serial.chain');
    await pass(3 * TICK_S, send);
    expect(port.openings).toBe(2);
    expect(count('asked')).toBe(1);
    expect(told).toEqual(['lost serial.chain', 'recovered serial.chain']);
  });

  it('and waits for its next attempt is opened at once on a request of the controller', async () => {
    await pass(1, send);
    port.refusal = new HalError('not_found', 'gone', '');
    port.unplug();
    await pass(10);
    for (const seen = port.openings; port.openings === seen; ) await pass(TICK_S);
    const before = port.openings;
    await pass(0.5);
    expect(port.openings).toBe(before);
    hal.reopen('serial.chain');
    await pass(3 * TICK_S);
    expect([port.openings, count('asked')]).toEqual([before + 1, 1]);
  });

  it('is not reopened while the board behind it starts after a reset, however often this is requested', async () => {
    await pass(1, send);
    await pass(0.1);
    hal.reopen('serial.chain');
    await pass(3 * TICK_S);
    for (let i = 0; i < 18; i++) {
      hal.reopen('serial.chain');
      await pass(0.1);
    }
    expect([port.openings, count('asked')]).toEqual([2, 1]);
  });
});

describe('input after a stall', () => {
  const send = (): string => record(1.5);

  it('is dropped when it comes before the first tick', async () => {
    await pass(0.5, send);
    nowS += 10;
    port.receive(record(9, nowS - 9) + record(9, nowS - 1));
    expect(value('chain.velocity')).toBe(1.5);
    expect(count('discarded')).toBe(2);
  });

  it('is dropped until its first pause, and then until the end of the next line', async () => {
    await pass(0.5, send);
    nowS += 10;
    hal.advance(nowS);
    hal.discardInput(nowS);
    expect(port.flushes).toBe(1);
    for (let i = 0; i < 100; i++) {
      nowS += 0.001;
      port.receive(record(9));
    }
    hal.advance(nowS);
    expect(value('chain.velocity')).toBe(1.5);
    nowS += 0.006;
    port.receive(`half of a line\n${record(2)}`);
    expect(value('chain.velocity')).toBe(2);
    expect(count('discarded')).toBe(101);
  });

  it('is accepted after 1 s without a pause', async () => {
    await pass(0.5, send);
    nowS += 10;
    hal.advance(nowS);
    hal.discardInput(nowS);
    for (let i = 0; i < 1010; i++) {
      nowS += 0.001;
      hal.advance(nowS);
      port.receive(record(3));
    }
    expect(value('chain.velocity')).toBe(3);
  });

  it('that the sensor sent late is recognised by its clock', async () => {
    await pass(3, send);
    nowS += 10;
    const stallEndS = nowS;
    hal.advance(nowS);
    hal.discardInput(nowS);
    let backlogS = stallEndS - 5;
    await pass(1, () => {
      backlogS += TICK_S;
      return record(9, backlogS);
    });
    expect(value('chain.velocity')).toBe(1.5);
    await pass(0.1, () => record(2));
    expect(value('chain.velocity')).toBe(2);
    expect(count('malformed')).toBe(0);
  });

  it('of a sensor that restarted meanwhile is accepted', async () => {
    await pass(3, send);
    nowS += 10;
    hal.advance(nowS);
    hal.discardInput(nowS);
    await pass(0.2, () => `${nmea('KPPCH,0,0,4,50')}\n`);
    expect(value('chain.velocity')).toBe(4);
  });
});

describe('the load output', () => {
  it('is one line with a checksum on each control tick', () => {
    expect(hal.outputs).toEqual([{ name: 'load', role: 'load', safe: 0 }]);
    hal.write(Float64Array.of(0.75));
    hal.write(Float64Array.of(Number.NaN));
    hal.write(Float64Array.of(7));
    expect(port.sent).toEqual(
      ['KPPLD,1,0.7500', 'KPPLD,2,0.0000', 'KPPLD,3,1.0000'].map(
        (body) => `${nmea(body).slice(0, -2)}${nmea(body).slice(-2).toUpperCase()}\r\n`,
      ),
    );
  });

  it('skips and counts a line while the line before is being written or the port is lost', () => {
    port.writable = false;
    hal.write(Float64Array.of(0.5));
    port.unplug();
    hal.write(Float64Array.of(0.5));
    expect(port.sent).toEqual([]);
    expect(count('unsent')).toBe(2);
  });
});

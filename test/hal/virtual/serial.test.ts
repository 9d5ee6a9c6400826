// Virtual serial ports: drivers read back the written records, and reject the lines that noise has damaged.
import { describe, expect, it } from 'vitest';
import type { Records } from '../../../hal/linux/serial/fields.js';
import type { FieldValue } from '../../../hal/linux/serial/formats/format.js';
import { RECORD_FORMATS } from '../../../hal/linux/serial/formats/registry.js';
import { ParsedFields } from '../../../hal/linux/serial/reading/record.js';
import { type FormatName, formatOf } from '../../../hal/linux/serial/schema.js';
import { Random } from '../../../hal/sim/random.js';
import { damaged } from '../../../hal/virtual/serial/line-noise.js';
import { VirtualSerialPort } from '../../../hal/virtual/serial/virtual-port.js';
import { VirtualPorts } from '../../../hal/virtual/serial/virtual-ports.js';
import { portConfig } from '../linux-config.js';

const FIELDS = ['seq', 'timeMs', 'chain.velocity', '-', 'chain.tension'];
const KEYS = { n: 'seq', t: 'timeMs', 'chain.v': 'chain.velocity', x: '-', 'chain.f': 'chain.tension' };
const FORMATS = RECORD_FORMATS.map(({ name }) => name);

function recordsOf(format: FormatName): Records {
  return formatOf({ format }).fields === 'listed' ? { KPPCH: FIELDS } : { all: KEYS };
}

const SLOTS = ['seq', 'timeMs', 'chain.velocity', 'chain.tension'];

/** The samples that the driver's parser reads from a line. */
function read(format: FormatName, line: string) {
  const parser = formatOf({ format }).createParser(recordsOf(format), (field) => SLOTS.indexOf(field), {
    maxLine: 256,
  });
  const fields = new ParsedFields(FIELDS.length);
  const outcome = parser.parse(line, fields);
  const values = Object.fromEntries(
    [...fields.slots.subarray(0, fields.length)].map((slot, i) => [SLOTS[slot]!, fields.values[i]!]),
  );
  return { outcome, values };
}

function write(format: FormatName, value: FieldValue): string {
  const [line, ...more] = formatOf({ format }).createWriter(recordsOf(format), {})(value);
  expect(more).toEqual([]);
  return line!;
}

describe.each(FORMATS)('a %s record', (format) => {
  it('is read back exactly, to the last digit', () => {
    const meant = { seq: 7, timeMs: 1234, 'chain.velocity': -1.5487654321, 'chain.tension': 5.78e-7 };
    const line = write(format, (field) => meant[field as keyof typeof meant] ?? 0);
    expect(read(format, line)).toEqual({ outcome: 'good', values: meant });
  });

  it('leaves a missing sample out, and reports when the sensor has no value', () => {
    const line = write(format, (field) =>
      field === 'chain.velocity' ? null : field === 'chain.tension' ? Number.NaN : 1,
    );
    const { outcome, values } = read(format, line);
    expect(outcome).toBe('good');
    expect(values).toEqual({ seq: 1, timeMs: 1, 'chain.tension': Number.NaN });
  });
});

it.each([
  ['a whole line', recordsOf('nmea'), /^\$KPPCH,1,7000,1,,1\*[0-9A-F]{2}\r\n$/],
  ['nothing, where no record has a field', {}, /^$/],
])('a port sends %s with each step of the plant', async (_, records, sent) => {
  const chain = portConfig({ path: 'in memory', records });
  const options = { clock: () => 7, random: () => 0, restarted() {} };
  const ports = new VirtualPorts({ serial: { chain }, outputs: {}, ...options });
  let heard = '';
  const chunk = (bytes: Buffer) => {
    heard += bytes.toString('latin1');
  };
  await ports.environment.openSerialLink!(chain, { chunk, gone() {} });
  ports.feed({ value: () => 1 }, { fromS: 6, toS: 7 });
  expect(heard).toMatch(sent);
});

describe('noise', () => {
  it('changes each line, but never gives a wrong value when there is a checksum', () => {
    const random = new Random(3);
    const line = write('nmea', () => 1.25);
    const meant = read('nmea', line);
    let dropped = 0;
    for (let i = 0; i < 20_000; i++) {
      const noisy = damaged(Buffer.from(`${line}\r\n`, 'latin1'), () => random.uniform()).toString('latin1');
      expect(noisy).not.toBe(`${line}\r\n`);
      // The driver splits at the line feed, so the text behind it belongs to another line.
      const [first = ''] = noisy.split('\n');
      const found = read('nmea', first.replace(/\r$/, ''));
      if (found.outcome === 'good') expect(found).toEqual(meant);
      else dropped++;
    }
    expect(dropped).toBeGreaterThan(18_000);
  });
});

describe('a port', () => {
  const events = () => {
    const told: string[] = [];
    return {
      told,
      chunk: (bytes: Buffer) => told.push(bytes.toString('latin1')),
      gone: (reason: string) => told.push(reason),
    };
  };
  const config = portConfig({ path: '/dev/chain' });
  const device = () => {
    const told: string[] = [];
    return { told, receive: (line: string) => told.push(line), reopened: () => told.push('reopened') };
  };

  it('carries lines in both directions while it is open', async () => {
    const end = device();
    const port = new VirtualSerialPort('/dev/chain', end);
    const heard = events();
    port.send(Buffer.from('lost'));
    const link = await port.open(config, heard);
    port.send(Buffer.from('heard'));
    expect(link.write('setpoint')).toBe(true);
    await link.close();
    port.send(Buffer.from('lost'));
    expect(link.write('lost')).toBe(false);
    expect([heard.told, end.told]).toEqual([['heard'], ['setpoint']]);
  });

  it('is lost when it is unplugged, and can be opened again after it is plugged in', async () => {
    const end = device();
    const port = new VirtualSerialPort('/dev/chain', end);
    const heard = events();
    const link = await port.open(config, heard);
    port.unplug();
    expect(link.write('lost')).toBe(false);
    await expect(port.open(config, heard)).rejects.toMatchObject({ code: 'not_found' });
    port.plugIn();
    await port.open(config, heard);
    port.send(Buffer.from('back'));
    // The old link belongs to the device that was unplugged.
    await link.close();
    port.send(Buffer.from('still'));
    expect(heard.told).toEqual(['the port was unplugged', 'back', 'still']);
    expect(end.told).toEqual(['reopened']);
  });
});

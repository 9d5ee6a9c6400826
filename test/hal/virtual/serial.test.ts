// The other side of a serial line: what is written is what the drivers read, and what noise makes of it is not believed.
import { describe, expect, it } from 'vitest';
import type { Records } from '../../../hal/linux/serial/fields.js';
import type { FieldValue } from '../../../hal/linux/serial/formats/format.js';
import { RECORD_FORMATS } from '../../../hal/linux/serial/formats/registry.js';
import { ParsedFields } from '../../../hal/linux/serial/record.js';
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

/** What the driver's parser makes of a line. */
function read(format: FormatName, line: string) {
  const parser = formatOf({ format }).createParser(recordsOf(format), (field) => SLOTS.indexOf(field));
  const fields = new ParsedFields(FIELDS.length);
  const outcome = parser.parse(line, fields);
  const values = Object.fromEntries(
    [...fields.slots.subarray(0, fields.length)].map((slot, i) => [SLOTS[slot]!, fields.values[i]!]),
  );
  return { outcome, values };
}

function write(format: FormatName, value: FieldValue): string {
  const [line, ...more] = formatOf({ format }).createWriter(recordsOf(format))(value);
  expect(more).toEqual([]);
  return line!;
}

describe.each(FORMATS)('a %s record', (format) => {
  it('is read as it was meant, to the last digit', () => {
    const meant = { seq: 7, timeMs: 1234, 'chain.velocity': -1.5487654321, 'chain.tension': 5.78e-7 };
    const line = write(format, (field) => meant[field as keyof typeof meant] ?? 0);
    expect(read(format, line)).toEqual({ outcome: 'good', values: meant });
  });

  it('has no sample where there is none, and says so where the sensor has no value', () => {
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
  it('changes each line that it meets, and never a value behind a checksum', () => {
    const random = new Random(3);
    const line = write('nmea', () => 1.25);
    const meant = read('nmea', line);
    let dropped = 0;
    for (let i = 0; i < 20_000; i++) {
      const noisy = damaged(Buffer.from(`${line}\r\n`, 'latin1'), () => random.uniform()).toString('latin1');
      expect(noisy).not.toBe(`${line}\r\n`);
      // The line feed is the driver's to find; what is behind it or without it is another line.
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

  it('carries lines both ways while it is open', async () => {
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

  it('is gone when it is unplugged, and found again when it is plugged in, as another opening', async () => {
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
    // The link of before belongs to a device that is no more.
    await link.close();
    port.send(Buffer.from('still'));
    expect(heard.told).toEqual(['the port was unplugged', 'back', 'still']);
    expect(end.told).toEqual(['reopened']);
  });
});

// Tests every device of the registry with the example in its folder, so a new device needs no test of its own for these rules.
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import type { DeviceExample } from '../../../../../hal/linux/i2c/devices/example.js';
import { I2C_DEVICES } from '../../../../../hal/linux/i2c/devices/registry.js';
import { lookAround } from '../../../../../hal/linux/i2c/look-around.js';
import type { OpenScanningPort } from '../../../../../hal/linux/i2c/port.js';
import { readingsOf } from '../../../../../hal/linux/i2c/schema.js';
import { LinuxHal } from '../../../../../hal/linux/linux-hal.js';
import { linuxSchema } from '../../../../../hal/linux/schema.js';
import { QUALITY } from '../../../../../hal/quality.js';
import { VirtualDevices } from '../../../../../hal/virtual/virtual-devices.js';
import { parseConfig } from '../../../../../src/config/index.js';

const TICK_S = 1 / 60;
const BUS = 1;

type Json = { [key: string]: unknown };

/** The paths of keys that have no description in the JSON Schema. */
function undocumented(schema: Json, path = ''): string[] {
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Json>);
  return properties.flatMap(([key, value]) => {
    const own = value.description === undefined && value.$ref === undefined ? [`${path}${key}`] : [];
    return [...own, ...undocumented(value, `${path}${key}.`)];
  });
}

describe.each(I2C_DEVICES)('$name', (device) => {
  const { name, addresses } = device;
  const [first, last] = addresses;
  const example = async () => {
    const folder = `../../../../../hal/linux/i2c/devices/${name}/example.ts`;
    return ((await import(folder)) as { example: DeviceExample }).example;
  };
  const entryAt = async (address: number) => ({
    bus: BUS,
    address,
    device: name,
    ...(await example()).keys,
  });
  const output = device.kind === 'converter' ? { load: { i2c: 'dac', timeout: 'drive' } } : {};

  /** The device on virtual devices, behind its driver. */
  async function running() {
    const { values } = await example();
    const config = linuxSchema.parse({ i2c: [await entryAt(first)], outputs: output });
    let nowS = 100;
    const clock = () => nowS;
    const devices = new VirtualDevices({ config, clock, random: () => 0, restarted() {} });
    const hal = new LinuxHal({ ...config, ...devices.environment });
    const told: string[] = [];
    await hal.open(nowS, {
      lost: (source, reason) => told.push(`${source}: ${reason}`),
      recovered() {},
      warned() {},
      emergencyStop() {},
    });
    const pass = async (seconds: number) => {
      for (let left = Math.round(seconds / TICK_S); left > 0; left--) {
        const fromS = nowS;
        nowS += TICK_S;
        devices.feed({ value: (channel) => values[channel] ?? null }, { fromS, toS: nowS });
        hal.advance(nowS);
        await setImmediate();
      }
    };
    return { config, devices, hal, told, pass };
  }

  it('gives a warning when its channels would be stale between two samples', async () => {
    const problemsWith = async (staleAfter: number) => {
      const hal = { kind: 'linux', i2c: [{ ...(await entryAt(first)), staleAfter }], outputs: output };
      return parseConfig(JSON.stringify({ hal }), 'test').problems.filter(({ key }) => key.startsWith('hal'));
    };
    if (device.kind === 'converter') return;
    expect(await problemsWith(0.2)).toEqual([]);
    expect(await problemsWith(0.02)).toMatchObject([
      {
        key: 'hal.i2c.0.staleAfter',
        severity: 'warning',
        message: expect.stringMatching(/^is shorter than the time from one sample .* write 0\.\d+ or more$/),
      },
    ]);
  });

  it('can be configured at its first and last address without a problem, and at another address with a warning', async () => {
    const problemsAt = async (address: number) => {
      const hal = { kind: 'linux', i2c: [await entryAt(address)], outputs: output };
      return parseConfig(JSON.stringify({ hal }), 'test').problems.filter(({ key }) => key.startsWith('hal'));
    };
    expect(first).toBeGreaterThanOrEqual(0x08);
    expect(last).toBeGreaterThanOrEqual(first);
    expect(last).toBeLessThanOrEqual(0x77);
    expect([await problemsAt(first), await problemsAt(last)]).toEqual([[], []]);
    const [beside, ...more] = await problemsAt(first - 1);
    expect(more).toEqual([]);
    expect(beside).toMatchObject({ severity: 'warning', key: 'hal.i2c.0.address' });
  });

  it('has a description for each of its keys', () => {
    expect(undocumented(z.toJSONSchema(device.schema, { io: 'input' }) as Json)).toEqual([]);
  });

  it('has a value and a tolerance for each channel of its example', async () => {
    const { values, tolerances } = await example();
    const [config] = linuxSchema.parse({ i2c: [await entryAt(first)] }).i2c;
    const channels = readingsOf(config!).map(({ channel }) => channel);
    expect(channels.length > 0).toBe(device.kind === 'sensor');
    expect([Object.keys(values), Object.keys(tolerances)]).toEqual([channels, channels]);
  });

  it('measures through its driver the plant values that are wired to its virtual chip, or puts out the setpoint', async () => {
    const { values, tolerances } = await example();
    const { devices, hal, told, pass } = await running();
    if (device.kind === 'converter') {
      hal.write(Float64Array.of(0.25));
      await pass(0.1);
      expect(devices.load(100)).toBeCloseTo(0.25, 2);
    } else {
      await pass(2);
    }
    for (const [channel, value] of Object.entries(values)) {
      const row = hal.samples.indexOf(channel);
      expect(hal.samples.quality[row]).toBe(QUALITY.good);
      expect(Math.abs(hal.samples.value[row]! - value)).toBeLessThanOrEqual(tolerances[channel]!);
    }
    expect(told).toEqual([]);
    await hal.close();
  });

  it('is not recognised as another device', async () => {
    const { config, devices, hal } = await running();
    const open = devices.environment.openI2cPort as OpenScanningPort;
    const { answering, devices: seen } = await lookAround(
      BUS,
      config.i2c,
      open,
      new AbortController().signal,
    );
    expect(answering).toEqual([first]);
    expect(['known', 'answers']).toContain(seen[0]!.sighting.state);
    await hal.close();
  });
});

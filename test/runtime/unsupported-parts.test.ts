// What a configuration may say and this version refuses, named by its place.
import { describe, expect, it } from 'vitest';
import { HalError } from '../../hal/hal.js';
import { parseConfig } from '../../src/config/index.js';
import { createHal } from '../../src/runtime/hal-factory.js';
import { unsupportedParts } from '../../src/runtime/unsupported-parts.js';

function configOf(yaml: string) {
  const { config, problems } = parseConfig(yaml, 'k.yaml');
  if (config === undefined) throw new Error(JSON.stringify(problems));
  return config;
}

const port = (path: string, records: string, format = 'nmea') =>
  `{ path: ${path}, format: ${format}, records: ${records} }`;

function withPorts(...ports: readonly string[]): string {
  const named = ports.map((text, i) => `    port${i + 1}: ${text}`);
  return `hal:\n  kind: linux\n  serial:\n${named.join('\n')}\n`;
}

const refused = (yaml: string) => unsupportedParts(configOf(yaml)).map(({ path }) => path.join('.'));

describe('a channel that comes through two serial ports', () => {
  const TWICE = withPorts(
    port('/dev/a', '{ A: [seq, chain.velocity, "-"] }'),
    port('/dev/b', '{ B: [seq, "-", chain.velocity] }'),
  );

  it('is named where it is written the second time, with where it is written first', () => {
    const parts = unsupportedParts(configOf(TWICE));
    expect(parts.map(({ path }) => path)).toEqual([['hal', 'serial', 'port2', 'records', 'B', '2']]);
    expect(parts[0]!.message).toContain('chain.velocity comes from hal.serial.port1');
  });

  it('is refused before anything is opened', () => {
    expect(() => createHal(configOf(TWICE), () => 0)).toThrow(HalError);
    expect(() => createHal(configOf(TWICE), () => 0)).toThrow('hal.serial.port2.records.B.2: ');
  });

  it('is named by its key where records have keys', () => {
    const yaml = withPorts(
      port('/dev/a', '{ A: [chain.velocity] }'),
      port('/dev/b', '{ B: { v: chain.velocity, p: chain.position } }', 'keyvalue'),
    );
    expect(refused(yaml)).toEqual(['hal.serial.port2.records.B.v']);
  });
});

describe('what is not a channel', () => {
  it('may stand in the records of every port', () => {
    const yaml = withPorts(
      port('/dev/a', '{ A: [seq, timeMs, "-", chain.velocity] }'),
      port('/dev/b', '{ B: [seq, timeMs, "-", generator.speed] }'),
    );
    expect(refused(yaml)).toEqual([]);
    expect(createHal(configOf(yaml), () => 0).samples.names).toEqual(['chain.velocity', 'generator.speed']);
  });
});

it('names the lines and devices that have no driver', () => {
  const yaml = `
hal:
  kind: linux
  i2c: [{ bus: 1, address: 0x18, device: mcp9808, channels: { temperature: water.temperature } }]
  gpio: { estop: { line: 27, role: emergencyStop } }
  outputs: { brake: { line: 22, energised: release, safe: 0 } }
`;
  expect(refused(yaml)).toEqual(['hal.i2c', 'hal.gpio.estop', 'hal.outputs.brake']);
});

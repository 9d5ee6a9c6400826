// Outputs from a configuration that has errors elsewhere: which of them can be used, and which cannot.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig, salvageConfig } from '../../../src/config/index.js';
import { outputEntries } from '../../../src/runtime/outputs/entries.js';
import { salvageOutputs } from '../../../src/runtime/outputs/salvage.js';

const PORT = 'path: /dev/ttyUSB0, baudRate: 9600, records: { KPPCH: [chain.velocity] }';
const OUTPUTS = `
    brake:     { line: 22, energised: release, safe: 0, activeLow: true }
    heartbeat: { line: 24, role: heartbeat }
    load:      { serial: chain, timeout: drive }
    valve:     { i2c: setpoint, safe: 0.1, timeout: drive }`;
const RIGHT = `
hal:
  kind: linux
  gpioChip: pinctrl-rp1
  serial: { chain: { ${PORT} } }
  i2c: [{ bus: 1, address: 0x60, device: mcp4725, name: setpoint }]
  outputs:${OUTPUTS}
`;

const BRAKE = {
  name: 'brake',
  kind: 'gpio',
  chip: 'pinctrl-rp1',
  line: 22,
  backend: 'auto',
  activeLow: true,
  safe: 0,
};
const HEARTBEAT = {
  name: 'heartbeat',
  kind: 'gpio',
  chip: 'pinctrl-rp1',
  line: 24,
  backend: 'auto',
  activeLow: false,
  safe: 0,
};
const LOAD = {
  name: 'load',
  kind: 'serial',
  path: '/dev/ttyUSB0',
  baudRate: 9600,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  rtscts: false,
  hupcl: true,
  dtr: 'on',
  rts: 'on',
  record: 'KPPLD',
  safe: 0,
};
const VALVE = { name: 'valve', kind: 'i2c', bus: 1, address: 0x60, device: 'mcp4725', safe: 0.1 };

function salvaged(text: string, sets: readonly string[] = []) {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-salvage-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'k.yaml'), text);
  return salvageOutputs(salvageConfig({ file: join(folder, 'k.yaml'), sets }));
}

describe('the outputs of a configuration', () => {
  it('contain everything that is needed to drive them without the configuration', () => {
    // A valid configuration has only one load.
    const { config } = parseConfig(RIGHT.replace(/ *valve:.*\n/, ''), 'k.yaml');
    expect(outputEntries(config!.hal)).toEqual([BRAKE, HEARTBEAT, LOAD]);
    expect(salvaged(RIGHT)).toEqual({ entries: [BRAKE, HEARTBEAT, LOAD, VALVE], unusable: [] });
  });

  it.each<[string, string]>([
    ['an unknown section', `${RIGHT}nonsense: 1\n`],
    ['wrong values elsewhere', `${RIGHT}control: { rateHz: 17, mode: fast }\nalerts: { x: { above: no } }\n`],
    ['a wrong kind of HAL', RIGHT.replace('kind: linux', 'kind: linx')],
    [
      'a wrong feedback contact and a wrong bias of the brake',
      RIGHT.replace('activeLow: true }', 'activeLow: true, feedback: { line: x }, bias: up }'),
    ],
    ['wrong records of the port', RIGHT.replace('[chain.velocity]', '[chain.velocty]')],
    [
      'a wrong input',
      RIGHT.replace('  outputs:', '  gpio: { estop: { line: x, role: emergencyStop } }\n  outputs:'),
    ],
  ])('are found, even if the configuration has %s', (_what, text) => {
    expect(salvaged(text)).toEqual({ entries: [BRAKE, HEARTBEAT, LOAD, VALVE], unusable: [] });
  });

  it.each<[string, string, string[]]>([
    ['the brake, with a misspelt key', RIGHT.replace('activeLow: true', 'activelow: true'), ['brake']],
    ['the brake, with a wrong value', RIGHT.replace('activeLow: true', 'activeLow: 7'), ['brake']],
    ['the brake, without a line', RIGHT.replace('line: 22, ', ''), ['brake']],
    ['the load, with a port that does not exist', RIGHT.replace('serial: chain', 'serial: chan'), ['load']],
    ['the load, with a wrong speed of its port', RIGHT.replace('9600', 'fast'), ['load']],
    ['the load, with a port without a path', RIGHT.replace('path: /dev/ttyUSB0, ', ''), ['load']],
    ['the output on the I2C bus, with a wrong address', RIGHT.replace('0x60', '0x600'), ['valve']],
    ['the outputs on lines, with a wrong chip', RIGHT.replace('pinctrl-rp1', '[]'), ['brake', 'heartbeat']],
    ['all outputs, when their section is not a map', RIGHT.replace(OUTPUTS, ' 5'), ['hal.outputs']],
    ['all outputs, when `hal` is not a map', 'hal: 5\n', ['hal.outputs']],
  ])('are not guessed: %s', (_what, text, expected) => {
    const { entries, unusable } = salvaged(text);
    expect(unusable.map(({ name }) => name)).toEqual(expected);
    expect(entries.map(({ name }) => name)).not.toContain(expected[0]);
  });

  it('are an empty list when none are configured', () => {
    expect(salvaged('')).toEqual({ entries: [], unusable: [] });
  });

  it('on a chip of their own do not depend on the common one', () => {
    const text = RIGHT.replace('pinctrl-rp1', '[]').replace('line: 22,', 'line: 22, chip: gpio4,');
    expect(salvaged(text).entries[0]).toEqual({ ...BRAKE, chip: 'gpio4' });
    expect(salvaged(text).unusable.map(({ name }) => name)).toEqual(['heartbeat']);
  });

  it('take a --set into account', () => {
    expect(salvaged(RIGHT, ['hal.outputs.load.safe=0.2']).entries[2]).toEqual({ ...LOAD, safe: 0.2 });
  });
});

// `kpp safe-outputs`: which outputs it drives, how it reports those that it cannot reach, and its exit status.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { safeOutputs } from '../../src/cli/commands/safe-outputs.js';
import { captured } from './captured.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpp-safe-'));
  vi.stubEnv('RUNTIME_DIRECTORY', folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const load = (path: string) => ({
  name: 'load',
  kind: 'serial',
  path,
  baudRate: 115200,
  dataBits: 8,
  parity: 'none',
  stopBits: 1,
  record: 'KPPLD',
  safe: 0,
});

function writeList(outputs: readonly unknown[], device = 'kpp-01'): void {
  writeFileSync(join(folder, `outputs-${device}.json`), JSON.stringify({ device, pid: 1, outputs }));
}

function configured(text: string): string {
  const file = join(folder, 'k.yaml');
  writeFileSync(file, text);
  return file;
}

const withLoadOn = (path: string) => `
hal:
  kind: linux
  serial: { chain: { path: ${path} } }
  outputs: { load: { serial: chain, timeout: drive } }
`;

const run = (config: string) => captured(() => safeOutputs({ config, set: [] }));

describe('safe-outputs', () => {
  it('does and prints nothing when neither the list nor the configuration has an output', async () => {
    expect(await run(configured(''))).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('exits with 1 and names both when there is neither a configuration nor a list', async () => {
    const { code, stderr } = await run(join(folder, 'none.yaml'));
    expect(code).toBe(1);
    expect(stderr).toContain(`${folder}/none.yaml: there is no such file`);
    expect(stderr).toContain(`${folder} has no list of outputs from an earlier run`);
    expect(stderr).toContain('RUNTIME_DIRECTORY');
  });

  it('exits with 1 and names an output that it cannot reach, with what to do', async () => {
    const { code, stdout, stderr } = await run(configured(withLoadOn(`${folder}/gone`)));
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain(`output load could not be made safe: ${folder}/gone does not exist.`);
    expect(stderr).toContain('Plug the device in');
  });

  it('exits with 1 for an output on an I2C bus that does not exist, and names the bus', async () => {
    writeList([{ name: 'load', kind: 'i2c', bus: 250, address: 0x60, device: 'mcp4725', safe: 0 }]);
    const { code, stderr } = await run(configured(''));
    expect(code).toBe(1);
    expect(stderr).toContain('output load could not be made safe: /dev/i2c-250 does not exist.');
    expect(stderr).toContain('raspi-config');
  });

  it('uses the list for the outputs that it names, and the configuration for the others', async () => {
    writeList([load(`${folder}/written`), { ...load(`${folder}/more`), name: 'second' }]);
    const { stderr } = await run(configured(withLoadOn(`${folder}/configured`)));
    expect(stderr).toContain(`output load could not be made safe: ${folder}/written`);
    expect(stderr).toContain(`output second could not be made safe: ${folder}/more`);
    expect(stderr).not.toContain(`${folder}/configured`);
  });

  it('uses the list of any device when the configuration has no device id', async () => {
    writeList([load(`${folder}/written`)], 'plant-7');
    for (const config of [join(folder, 'none.yaml'), configured('device: { id: "" }'), configured('a: [')]) {
      expect((await run(config)).stderr).toContain(`output load could not be made safe: ${folder}/written`);
    }
    expect(await run(configured('device: { id: plant-8 }'))).toMatchObject({ code: 0 });
  });

  it('reports an output that is wrong in the configuration, unless the list has it', async () => {
    const wrong = configured(withLoadOn('/dev/null').replace('serial: chain', 'serial: chan'));
    const unlisted = await run(wrong);
    expect(unlisted.code).toBe(1);
    expect(unlisted.stderr).toContain(
      'output load could not be made safe: the configuration of what it is connected to',
    );
    writeList([load(`${folder}/written`)]);
    expect((await run(wrong)).stderr).toContain(`${folder}/written does not exist`);
  });

  it('exits with 1 when the list cannot be read, and does the rest', async () => {
    writeFileSync(join(folder, 'outputs-kpp-01.json'), '{');
    const { code, stderr } = await run(configured(withLoadOn(`${folder}/configured`)));
    expect(code).toBe(1);
    expect(stderr).toContain('outputs-kpp-01.json cannot be read, so outputs may be missing');
    expect(stderr).toContain(`output load could not be made safe: ${folder}/configured`);
  });

  it.each([
    ['no output', null, 'an entry is not an output'],
    ['no name', { kind: 'serial' }, 'an entry has no name'],
    ['no kind', { name: 'load' }, 'the entry of load has no kind'],
    ['a key that is missing', { ...load('/dev/null'), record: undefined }, 'has nothing for record'],
    ['a key that is not a number', { ...load('/dev/null'), safe: '0' }, 'the entry of load has "0" for safe'],
    [
      'a line without its safe level',
      { name: 'load', kind: 'gpio', chip: 'auto', line: 22, activeLow: false },
      'the entry of load has nothing for safe',
    ],
  ])(
    'drives no output by an entry with %s: it uses the configuration instead, and exits with 1',
    async (_, entry, reason) => {
      writeList([entry, { ...load(`${folder}/more`), name: 'second' }]);
      const { code, stdout, stderr } = await run(configured(withLoadOn(`${folder}/configured`)));
      expect(code).toBe(1);
      expect(stdout).toBe('');
      expect(stderr).toContain('outputs-kpp-01.json cannot be read, so outputs may be missing: ');
      expect(stderr).toContain(reason);
      expect(stderr).toContain(`output load could not be made safe: ${folder}/configured`);
      expect(stderr).toContain(`output second could not be made safe: ${folder}/more`);
    },
  );

  it('names an output of a kind that it does not know', async () => {
    writeList([{ name: 'laser', kind: 'optical' }]);
    const { code, stderr } = await run(configured(''));
    expect(code).toBe(1);
    expect(stderr).toContain(
      'output laser could not be made safe: this version knows no outputs of the kind optical',
    );
  });
});

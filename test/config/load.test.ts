// Reading a configuration from disk, and checking the files that it names.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigError, formatProblem, loadConfig } from '../../src/config/index.js';
import type { LoadOptions } from '../../src/config/load.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpp-config-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): string {
  const file = join(folder, name);
  writeFileSync(file, content);
  return file;
}

function errorOf(options: LoadOptions): ConfigError {
  try {
    loadConfig(options);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the configuration was accepted');
}

describe('loading a file', () => {
  it('gives the configuration and its warnings', () => {
    const file = write('k.yaml', 'hal: { kind: linux }\nplant: { height: 11 }\n');
    const { config, problems } = loadConfig({ file, sets: ['device.id=a'] });
    expect(config.device.id).toBe('a');
    expect(problems.map(({ severity, key }) => [severity, key])).toEqual([
      ['warning', 'interlocks.overspeed.channel'],
    ]);
  });

  it('without a file gives the defaults', () => {
    expect(loadConfig({}).config.device.id).toBe('kpp-01');
  });

  it('that does not exist gives an error', () => {
    const error = errorOf({ file: join(folder, 'none.yaml') });
    expect(error).toMatchObject({ code: 'config_not_found' });
    expect(error.problems.map(formatProblem)).toEqual([
      `${join(folder, 'none.yaml')}:1:1 -: there is no such file`,
    ]);
  });

  it('that is a folder or not text gives an error', () => {
    expect(errorOf({ file: folder })).toMatchObject({ code: 'config_unreadable' });
    const binary = errorOf({ file: write('b.yaml', Uint8Array.of(0x61, 0xff, 0xfe)) });
    expect(binary.code).toBe('config_unreadable');
    expect(binary.message).toContain('is not UTF-8 text');
  });

  it('with an error throws all problems, warnings too', () => {
    const file = write(
      'k.yaml',
      'hal: { kind: linux }\nplant: { height: 11 }\ncontrol: { mode: x, rateHz: 1 }\n',
    );
    const error = errorOf({ file });
    expect(error).toMatchObject({ code: 'config_invalid' });
    expect(error.message).toContain('has 2 problems');
    expect(error.problems.map(({ severity }) => severity)).toEqual(['warning', 'error', 'error']);
  });
});

describe('files that a configuration names', () => {
  it('have to be readable', () => {
    const missing = join(folder, 'none');
    const file = write('k.yaml', `mqtt:\n  username: a\n  passwordFile: ${missing}\n`);
    expect(errorOf({ file }).problems.map(formatProblem)).toEqual([
      `${file}:3:17 mqtt.passwordFile: must be a file that can be read: ${missing} does not exist`,
    ]);
    expect(loadConfig({ file, checkFiles: false }).config.mqtt.passwordFile).toBe(missing);
  });

  it('may not be folders', () => {
    const file = write('k.yaml', `mqtt:\n  url: mqtts://h\n  ca: ${folder}\n`);
    expect(errorOf({ file }).problems.map(({ message }) => message)).toEqual([
      `must be a file that can be read: ${folder} is a folder`,
    ]);
  });

  it('give no problem when they exist', () => {
    const password = write('password', 'secret');
    const file = write('k.yaml', `mqtt: { username: a, passwordFile: ${password} }\n`);
    expect(loadConfig({ file }).problems).toEqual([]);
  });
});

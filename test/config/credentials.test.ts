// A credential of systemd as the password: there in the service, an error for a controller outside of it, a warning for the rest.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { clientOptions } from '../../src/comms/mqtt/settings.js';
import { ConfigError, formatProblem, loadConfig } from '../../src/config/index.js';

const SET = 'mqtt={ username: plant, passwordFile: "credential:mqtt" }';

afterEach(() => vi.unstubAllEnvs());

function credentials(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-credentials-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  vi.stubEnv('CREDENTIALS_DIRECTORY', folder);
  return folder;
}

function problems(set: string, needsCredentials: boolean): string[] {
  try {
    return loadConfig({ sets: [set], needsCredentials }).problems.map(formatProblem);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(formatProblem);
    throw error;
  }
}

describe('a password that is a credential', () => {
  it('is read from the folder of the credentials', () => {
    credentials({ mqtt: 'secret\n' });
    expect(problems(SET, true)).toEqual([]);
    const { mqtt } = loadConfig({ sets: [SET], needsCredentials: true }).config;
    const { password } = clientOptions(mqtt, 'kpp', 5, { topic: 't', payload: '' });
    expect(password).toBe('secret');
  });

  it('that the unit does not load is an error that says what to do', () => {
    const folder = credentials({});
    expect(problems(SET, true)).toEqual([
      `--set:1:1 mqtt.passwordFile: must be a file that can be read: ${folder}/mqtt does not exist; the unit must load it: LoadCredential=mqtt:FILE`,
    ]);
  });

  it('is an error for a controller outside of a service, and a warning for every other command', () => {
    vi.stubEnv('CREDENTIALS_DIRECTORY', undefined);
    expect(problems(SET, true)).toEqual([
      '--set:1:1 mqtt.passwordFile: credential:mqtt is a credential, and only a service of systemd has credentials: name a file',
    ]);
    expect(problems(SET, false)).toEqual([
      '--set:1:1 mqtt.passwordFile: warning: credential:mqtt is a credential of the service, which cannot be checked here',
    ]);
    const { mqtt } = loadConfig({ sets: [SET] }).config;
    expect(() => clientOptions(mqtt, 'kpp', 5, { topic: 't', payload: '' })).toThrow(
      'credential:mqtt (mqtt.passwordFile) is not there: only a service of systemd has credentials',
    );
  });

  it('has a name and not a path', () => {
    credentials({});
    expect(problems(SET.replace(':mqtt"', ':../mqtt"'), true)[0]).toContain(
      'mqtt.passwordFile: must have the name of a credential after credential:, found "../mqtt"',
    );
  });
});

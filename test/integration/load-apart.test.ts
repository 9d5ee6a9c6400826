// Reading the configuration in a thread of its own gives the same as reading it here: settings, warnings and errors.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ConfigError, type LoadOptions, loadConfig } from '../../src/config/index.js';
import { loadApart } from '../../src/runtime/configuration/load-apart.js';

function fileWith(yaml: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'kpp-apart-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'controller.yaml');
  writeFileSync(file, yaml);
  return file;
}

/** The parts of the error that a command prints or acts on. */
async function errorOf(load: () => unknown): Promise<unknown> {
  try {
    await load();
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const { name, code, message, problems, cause } = error;
    return { name, code, message, problems, causeCode: (cause as NodeJS.ErrnoException | undefined)?.code };
  }
  throw new Error('it was read without an error');
}

describe('a configuration that is read in a thread of its own', () => {
  it('has the same settings and warnings', async () => {
    const file = fileWith(
      'control: { mode: accuracy }\nhal: { kind: linux }\nalerts: { odd: { channel: chain.tension, above: 1 } }\n',
    );
    const options: LoadOptions = {
      file,
      sets: ['control.rateHz=30'],
      defaults: { device: { site: 'mill' } },
    };
    const apart = await loadApart(options);
    expect(apart).toEqual(loadConfig(options));
    expect(apart.config.control).toMatchObject({ mode: 'accuracy', rateHz: 30 });
    expect(apart.problems.length).toBeGreaterThan(0);
  });

  it('fails with the same error, every problem included', async () => {
    const options = { file: fileWith('control: { rateHz: 7 }\nnonsense: 1\n'), sets: ['http.listen=x'] };
    const error = await errorOf(() => loadApart(options));
    expect(error).toEqual(await errorOf(() => loadConfig(options)));
    expect(error).toMatchObject({ code: 'config_invalid' });
  });

  it('fails with the same error when the file is missing or is a folder', async () => {
    for (const file of ['/no/such/file.yaml', tmpdir()]) {
      const error = await errorOf(() => loadApart({ file }));
      expect(error).toEqual(await errorOf(() => loadConfig({ file })));
      expect(error).toMatchObject({ causeCode: expect.any(String) });
    }
  });
});

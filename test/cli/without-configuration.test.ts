// What commands say when their configuration file is missing.
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { check } from '../../src/cli/commands/check.js';
import { runController } from '../../src/cli/commands/run.js';
import { status } from '../../src/cli/commands/status.js';
import { missingFileFix } from '../../src/cli/without-configuration.js';
import { DEFAULT_CONFIG_FILE } from '../../src/config/index.js';
import { captured, temporaryFile } from './captured.js';

describe('without a configuration', () => {
  it.each([
    ['run', runController],
    ['status', status],
    ['check', async (options: { config: string; set: string[] }) => check(options)],
  ])('kpp %s says how to get one, and ends with 78', async (_name, command) => {
    const config = join(dirname(temporaryFile('other', '')), 'k.yaml');
    const { code, stdout, stderr } = await captured(() => command({ config, set: [] }));
    expect(code).toBe(78);
    expect(stdout + stderr).toContain(`${config}:1:1 -: there is no such file`);
    expect(stderr).toContain(`\`kpp setup --out ${config}\``);
    expect(stderr).toMatch(/copy an example.*--config FILE.*`kpp demo`/);
  });

  it('at the usual place the command needs no file name', () => {
    expect(missingFileFix(DEFAULT_CONFIG_FILE)).toMatch(/^Write one with `kpp setup`, /);
  });
});

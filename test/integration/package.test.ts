// The package as its users import it: by its name, from the compiled tree.
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const run = promisify(execFile);

/** Runs a module as if it were in the folder of package.json. */
async function runModule(code: string): Promise<string> {
  const { stdout } = await run(process.execPath, ['--input-type=module', '--eval', code], { cwd: ROOT });
  return stdout;
}

async function exportsOf(specifier: string): Promise<string[]> {
  const code = `process.stdout.write(JSON.stringify(Object.keys(await import('${specifier}'))))`;
  return JSON.parse(await runModule(code)) as string[];
}

describe('kpp-controller', () => {
  it("exports the seed's classes under their names", async () => {
    expect(await exportsOf('kpp-controller')).toEqual(
      expect.arrayContaining([
        'RealTimeController',
        'RealTimeOptimizer',
        'PerformanceProfiler',
        'AdaptiveTimestepper',
        'NumericalStabilityMonitor',
        'RealTimeMonitor',
        'ErrorRecoverySystem',
      ]),
    );
  });

  it('has types for its exports', async () => {
    const { exports } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as {
      exports: Record<string, { types: string }>;
    };
    for (const entry of ['.', './testing']) {
      expect(readFileSync(`${ROOT}${exports[entry]!.types}`, 'utf8')).toContain('export');
    }
  });

  it('does not export its internal modules', async () => {
    await expect(runModule("await import('kpp-controller/dist/src/control/controller.js')")).rejects.toThrow(
      /ERR_PACKAGE_PATH_NOT_EXPORTED/,
    );
  });
});

describe('kpp-controller/testing', () => {
  it('exports the bench and the conformance suite of the HAL', async () => {
    expect(await exportsOf('kpp-controller/testing')).toEqual(
      expect.arrayContaining([
        'Bench',
        'HAL_CONFORMANCE',
        'checkHal',
        'checkDriver',
        'runScenario',
        'parseScenario',
      ]),
    );
  });

  it("runs the documentation's examples", async () => {
    const page = readFileSync(`${ROOT}docs/scenarios.md`, 'utf8');
    const examples = [...page.matchAll(/```js\n(.*?)```/gs)].map(([, example]) => example!);
    expect(examples).toHaveLength(2);
    for (const example of examples) {
      expect(example).toContain("from 'kpp-controller/testing'");
      await expect(runModule(`${example}\nprocess.stdout.write('done');`)).resolves.toBe('done');
    }
  });

  it('names the case that a wrong driver fails', async () => {
    const page = readFileSync(`${ROOT}docs/scenarios.md`, 'utf8');
    const [, , example] = page.split('```js\n').map((part) => part.split('```')[0]!);
    const broken = example!.replace('this.newtons, nowS)', 'this.newtons, nowS + 1)');
    expect(broken).not.toBe(example);
    await expect(runModule(broken)).rejects.toThrow('chain.tension is measured in the future');
  });
});

// Every performance figure is measured and explained. No figure is asserted.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const BENCH = fileURLToPath(new URL('../../scripts/bench/main.mjs', import.meta.url));
const KPP = fileURLToPath(new URL('../../dist/src/cli/kpp.cjs', import.meta.url));

interface Figure {
  readonly name: string;
  readonly unit: string;
  readonly values: Readonly<Record<string, number>>;
  readonly targets?: Readonly<Record<string, string>>;
  readonly source?: string;
}

interface Measurement {
  readonly name: string;
  readonly title: string;
  readonly method: string;
  readonly limits: string;
  readonly figures: readonly Figure[];
  readonly error?: string;
}

interface Result {
  readonly machine: Readonly<Record<string, unknown>>;
  readonly warnings: readonly string[];
  readonly measurements: readonly Measurement[];
}

/** Runs the bench to its end. */
async function bench(...args: string[]) {
  if (!existsSync(KPP)) throw new Error(`${KPP} does not exist. Compile first: npm run build`);
  const child = spawn(process.execPath, [BENCH, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr'] as const) {
    child[stream].setEncoding('utf8').on('data', (chunk: string) => {
      text[stream] += chunk;
    });
  }
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...text };
}

const SHORT = ['--ticks', '200', '--plant-seconds', '5', '--seconds', '1', '--settle', '0'];
const PATIENCE_MS = 150_000;

describe('npm run bench', () => {
  it('measures every figure, and prints one JSON document with --json', {
    timeout: 2 * PATIENCE_MS,
  }, async () => {
    const { code, stdout, stderr } = await bench('--json', ...SHORT);
    const { machine, measurements } = JSON.parse(stdout) as Result;
    expect(measurements.map(({ name, error }) => [name, error])).toEqual(
      [
        'tick-hot',
        'allocation',
        'tick-live',
        'lateness',
        'resources',
        'mqtt-latency',
        'store-forward',
        'devices',
        'safety',
        'virtual',
        'history',
        'load-search',
        'pacing-peer',
      ].map((name) => [name, undefined]),
    );
    expect(code).toBe(0);
    expect(stderr).toContain('bench: tick-hot');
    expect(machine).toMatchObject({
      cpu: expect.any(String),
      cores: expect.any(Number),
      memoryGB: expect.any(Number),
      kernel: expect.any(String),
      node: process.version,
      loadBefore: expect.any(Number),
      loadAfter: expect.any(Number),
    });
    for (const { name, title, method, limits, figures } of measurements) {
      expect([title, method, limits].every((text) => text.length > 0)).toBe(true);
      expect(figures.length).toBeGreaterThan(0);
      for (const { values, targets = {}, source = '' } of figures) {
        const numbers = Object.values(values);
        expect(numbers.length).toBeGreaterThan(0);
        expect(numbers.every(Number.isFinite), `${name}: ${JSON.stringify(values)}`).toBe(true);
        // Each target belongs to a measured value, and has a source.
        expect(Object.keys(values)).toEqual(expect.arrayContaining(Object.keys(targets)));
        expect(source !== '').toBe(Object.keys(targets).length > 0);
      }
    }
    const withTarget = measurements.filter(({ figures }) =>
      figures.some(({ targets }) => targets !== undefined),
    );
    expect(withTarget.map(({ name }) => name)).toEqual([
      'tick-hot',
      'allocation',
      'tick-live',
      'lateness',
      'resources',
      'mqtt-latency',
      'safety',
      'virtual',
      'history',
      'load-search',
    ]);
  });

  it('prints machine, method and a table with targets without --json, for the chosen figures only', {
    timeout: PATIENCE_MS,
  }, async () => {
    const { code, stdout } = await bench('--only', 'virtual', ...SHORT);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Machine\n {2}.+ cores, .+Node v/);
    expect(stdout).toMatch(/load average [\d.]+ before, [\d.]+ after/);
    expect(stdout).toContain('virtual: Virtual time');
    expect(stdout).toMatch(/figure +\| measured +\| target +\| where the target comes from/);
    expect(stdout).toMatch(
      /virtual: 24 h of plant time \(extrapolated from 5 s\) +\| time [\d.]+ s +\| time <= 60 s/,
    );
    expect(stdout).not.toContain('tick-hot');
  });

  it.each([
    [['--only', 'speed'], 'there is no speed'],
    [['--seconds', 'long'], '--seconds is "long"'],
    [['--ticks', '0'], '--ticks is "0"'],
    [['--fast'], "Unknown option '--fast'"],
  ])('refuses %j, and prints what is wrong and the usage', async (args, message) => {
    const { code, stdout, stderr } = await bench(...args);
    expect(code).toBe(64);
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).toContain('npm run bench -- [options]');
  });
});

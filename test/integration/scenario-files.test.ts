// `kpp scenario` as a program: several files at once, their order, and the same hash wherever a file runs.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ScenarioResult } from '../../src/testing/scenario/scenario-runner.js';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const KPP = join(ROOT, 'dist/src/cli/kpp.cjs');
const scenario = (name: string) => join(ROOT, 'test/scenarios', name);

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function kpp(...args: string[]): Promise<Ended> {
  return new Promise((resolve) => {
    execFile(process.execPath, [KPP, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const lines = ({ stdout }: Ended): ScenarioResult[] =>
  stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as ScenarioResult);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'kpp-scenarios-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('kpp scenario', () => {
  it('gives a file the same hash when it runs alone, on threads with others, and in another process', async () => {
    const long = scenario('plant/start.yaml');
    const short = scenario('sensors/nan.yaml');
    const together = lines(await kpp('scenario', '--json', long, short, short, short));
    const alone = lines(await kpp('scenario', '--json', short));
    const hashes = together.slice(1).map(({ stateHash }) => stateHash);
    expect(new Set([...hashes, alone[0]!.stateHash]).size).toBe(1);
  });

  it('prints the files in the given order, however long each takes', async () => {
    const files = ['plant/start.yaml', 'sensors/nan.yaml', 'load/load-steps.yaml', 'sensors/spike.yaml'].map(
      scenario,
    );
    const [forth, back] = [
      lines(await kpp('scenario', '--json', ...files)),
      lines(await kpp('scenario', '--json', ...[...files].reverse())),
    ];
    expect(new Set(forth.map(({ name }) => name)).size).toBe(files.length);
    expect(back).toEqual([...forth].reverse());
  });

  it('runs the other files when one cannot run, reports it, and exits with 78', async () => {
    const broken = file('broken.yaml', 'name: broken\nduration: 5\nsteps: [{ at: 1, fault: gremlins }]\n');
    const misconfigured = file('config.yaml', 'name: c\nduration: 5\nconfig: { control.rateHz: 7 }\n');
    const ended = await kpp('scenario', '--json', broken, scenario('sensors/nan.yaml'), misconfigured);
    expect(lines(ended).map(({ passed }) => passed)).toEqual([true]);
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain(`${broken}: steps.0: fault gremlins: there is no such fault`);
    expect(ended.stderr).toContain(`${misconfigured}: config.control.rateHz`);
  });

  it('exits with 1 when an expectation of any file fails', async () => {
    const wrong = file('wrong.yaml', 'name: wrong\nduration: 5\nexpect: [{ at: 4, plant: tripped }]\n');
    expect((await kpp('scenario', wrong, scenario('sensors/nan.yaml'))).code).toBe(1);
  });

  it('runs the drivers of a configuration with --virtual-devices', async () => {
    const config = join(ROOT, 'config/pi-full.yaml');
    const unplug = join(ROOT, 'test/device-scenarios/unplug.yaml');
    const ended = await kpp(
      'scenario',
      '--virtual-devices',
      '--config',
      config,
      '--json',
      unplug,
      scenario('plant/start.yaml'),
    );
    expect(ended.stderr).toBe('');
    expect(lines(ended).map(({ passed }) => passed)).toEqual([true, true]);
    const [onThread] = lines(ended);
    const [alone] = lines(await kpp('scenario', '--config', config, '--json', unplug));
    expect(alone!.stateHash).toBe(onThread!.stateHash);
  });

  it('refuses a fault of a missing device, with its place, and --virtual-devices without any device', async () => {
    const noPort = await kpp('scenario', join(ROOT, 'test/device-scenarios/unplug.yaml'));
    expect(noPort.code).toBe(78);
    expect(noPort.stderr).toContain('config.hal: no device is configured');
    const wrong = file(
      'drive.yaml',
      'name: d\nduration: 5\nsteps: [{ at: 1, fault: unplug, port: drive }]\n',
    );
    const noSuch = await kpp('scenario', '--config', join(ROOT, 'config/pi-full.yaml'), wrong);
    expect(noSuch.code).toBe(78);
    expect(noSuch.stderr).toContain(
      `${wrong}: steps.0: fault unplug: there is no serial port drive; there are chain`,
    );
  });
});

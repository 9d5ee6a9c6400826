// Runs every scenario of `test/scenarios`, the specification of how the controller reacts.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/testing/scenario/scenario-runner.js';
import { expectToPass, ROOT, scenariosOf } from './scenario-folder.js';

const SCENARIOS = scenariosOf('test/scenarios/');
const DEVICE_SCENARIOS = scenariosOf('test/device-scenarios/');
const FULL_MACHINE = 'config/pi-full.yaml';

describe('the controller', () => {
  // Those of whole days have a test file of their own.
  for (const { file, scenario } of SCENARIOS.filter((one) => !one.file.startsWith('days'))) {
    it(`${file}: ${scenario.name}`, { timeout: 60_000 }, () => expectToPass(scenario, file));
  }
});

describe(`the controller and its drivers, on the virtual devices of ${FULL_MACHINE}`, () => {
  const below = { text: readFileSync(`${ROOT}${FULL_MACHINE}`, 'utf8'), name: FULL_MACHINE };
  for (const { file, scenario } of DEVICE_SCENARIOS) {
    it(`${file}: ${scenario.name}`, { timeout: 60_000 }, () =>
      expectToPass(scenario, file, { file: below, virtualDevices: true }),
    );
  }

  it('are identical in each run, bit for bit', { timeout: 60_000 }, async () => {
    const { file, scenario } = DEVICE_SCENARIOS.find((one) => one.file === 'garble.yaml')!;
    const hashes: string[] = [];
    for (let run = 0; run < 3; run++)
      hashes.push((await runScenario(scenario, file, { file: below })).stateHash);
    expect(new Set(hashes).size).toBe(1);
    const other = await runScenario({ ...scenario, seed: scenario.seed + 1 }, file, { file: below });
    expect(hashes).not.toContain(other.stateHash);
  });
});

describe('a scenario', () => {
  it('has a name that no other scenario of the folder has', () => {
    const names = [...SCENARIOS, ...DEVICE_SCENARIOS].map(({ scenario }) => scenario.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('runs identically, bit for bit, when all code is compiled', { timeout: 60_000 }, async () => {
    const { file, scenario } = SCENARIOS.find((one) => one.file === 'sensors/nan.yaml')!;
    const hashes: string[] = [];
    for (let run = 0; run < 4; run++) hashes.push((await runScenario(scenario, file)).stateHash);
    expect(new Set(hashes).size).toBe(1);
  });
});

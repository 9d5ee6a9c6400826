// Runs every scenario of `test/scenarios`, the specification of how the controller reacts.
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/testing/scenario/scenario-runner.js';
import { expectToPass, scenariosOf } from './scenario-folder.js';

const SCENARIOS = scenariosOf('test/scenarios/');
const DEVICE_SCENARIOS = scenariosOf('test/device-scenarios/');

describe('the controller', () => {
  // Those of whole days have a test file of their own.
  for (const { file, scenario } of SCENARIOS.filter((one) => !one.file.startsWith('days'))) {
    it(`${file}: ${scenario.name}`, { timeout: 300_000 }, () => expectToPass(scenario, file));
  }
});

describe('a scenario', () => {
  it('has a name that no other scenario of the folder has', () => {
    const names = [...SCENARIOS, ...DEVICE_SCENARIOS].map(({ scenario }) => scenario.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('runs identically, bit for bit, when all code is compiled', { timeout: 300_000 }, async () => {
    const { file, scenario } = SCENARIOS.find((one) => one.file === 'sensors/nan.yaml')!;
    const hashes: string[] = [];
    for (let run = 0; run < 4; run++) hashes.push((await runScenario(scenario, file)).stateHash);
    expect(new Set(hashes).size).toBe(1);
  });
});

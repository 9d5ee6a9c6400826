// Runs every scenario of `test/device-scenarios`: the controller with its drivers, on virtual devices.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/testing/scenario/scenario-runner.js';
import { expectToPass, ROOT, scenariosOf } from './scenario-folder.js';

const DEVICE_SCENARIOS = scenariosOf('test/device-scenarios/');
const FULL_MACHINE = 'config/pi-full.yaml';

describe(`the controller and its drivers, on the virtual devices of ${FULL_MACHINE}`, () => {
  const below = { text: readFileSync(`${ROOT}${FULL_MACHINE}`, 'utf8'), name: FULL_MACHINE };
  for (const { file, scenario } of DEVICE_SCENARIOS) {
    it(`${file}: ${scenario.name}`, { timeout: 300_000 }, () =>
      expectToPass(scenario, file, { file: below, virtualDevices: true }),
    );
  }

  it('are identical in each run, bit for bit', { timeout: 300_000 }, async () => {
    const { file, scenario } = DEVICE_SCENARIOS.find((one) => one.file === 'garble.yaml')!;
    const hashes: string[] = [];
    for (let run = 0; run < 3; run++)
      hashes.push((await runScenario(scenario, file, { file: below })).stateHash);
    expect(new Set(hashes).size).toBe(1);
    const other = await runScenario({ ...scenario, seed: scenario.seed + 1 }, file, { file: below });
    expect(hashes).not.toContain(other.stateHash);
  });
});

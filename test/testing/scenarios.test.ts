// Runs every scenario of `test/scenarios`, the specification of how the controller reacts.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../../src/testing/configuration.js';
import { runScenario } from '../../src/testing/scenario/scenario-runner.js';
import {
  parseExpectation,
  parseScenario,
  type Scenario,
} from '../../src/testing/scenario/scenario-schema.js';

/** Allowed error of the energy ledger, as a share of the largest of compressor work, electrical work and change of stored energy. */
const LEDGER_LIMIT = 0.001;
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const SCENARIOS = scenariosOf('test/scenarios/');
const DEVICE_SCENARIOS = scenariosOf('test/device-scenarios/');
const FULL_MACHINE = 'config/pi-full.yaml';

function scenariosOf(folder: string) {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((file) => ({
      file,
      scenario: parseScenario(readFileSync(`${ROOT}${folder}${file}`, 'utf8'), file),
    }));
}

async function expectToPass(scenario: Scenario, file: string, options: RunOptions = {}): Promise<void> {
  const ledgerCloses = parseExpectation({
    at: scenario.duration,
    energyLedgerError: { below: LEDGER_LIMIT },
  });
  const expected = [...scenario.expect, ledgerCloses];
  const { expectations } = await runScenario({ ...scenario, expect: expected }, file, options);
  const broken = expectations.filter(({ passed }) => !passed);
  expect(broken.map(({ text, message }) => `${text}: ${message}`)).toEqual([]);
  expect(scenario.expect.length).toBeGreaterThan(0);
}

describe('the controller', () => {
  for (const { file, scenario } of SCENARIOS) {
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

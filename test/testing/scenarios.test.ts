// Runs every scenario of `test/scenarios`, the specification of how the controller reacts.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { runScenario } from '../../src/testing/scenario-runner.js';
import { parseExpectation, parseScenario } from '../../src/testing/scenario-schema.js';

/** Of the largest of compressor work, electrical work and change of stored energy, whatever was done to the plant. */
const LEDGER_LIMIT = 0.001;
const FOLDER = fileURLToPath(new URL('../scenarios/', import.meta.url));
const SCENARIOS = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.yaml'))
  .map((file) => ({ file, scenario: parseScenario(readFileSync(`${FOLDER}${file}`, 'utf8'), file) }));

describe('the controller', () => {
  for (const { file, scenario } of SCENARIOS) {
    it(`${file}: ${scenario.name}`, { timeout: 60_000 }, async () => {
      const ledgerCloses = parseExpectation({
        at: scenario.duration,
        energyLedgerError: { below: LEDGER_LIMIT },
      });
      const expected = [...scenario.expect, ledgerCloses];
      const { expectations } = await runScenario({ ...scenario, expect: expected }, file);
      const broken = expectations.filter(({ passed }) => !passed);
      expect(broken.map(({ text, message }) => `${text}: ${message}`)).toEqual([]);
      expect(scenario.expect.length).toBeGreaterThan(0);
    });
  }
});

describe('a scenario', () => {
  it('of the folder has a name of its own', () => {
    const names = SCENARIOS.map(({ scenario }) => scenario.name);
    expect(new Set(names).size).toBe(names.length);
  });

  it('runs bit for bit the same when the code has long been compiled', { timeout: 60_000 }, async () => {
    const { file, scenario } = SCENARIOS.find((one) => one.file === 'nan.yaml')!;
    const hashes: string[] = [];
    for (let run = 0; run < 4; run++) hashes.push((await runScenario(scenario, file)).stateHash);
    expect(new Set(hashes).size).toBe(1);
  });
});

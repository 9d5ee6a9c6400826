// Reads the scenarios of a folder and expects one of them to pass, with the energy ledger closed at its end.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { RunOptions } from '../../src/testing/configuration.js';
import { runScenario } from '../../src/testing/scenario/scenario-runner.js';
import {
  parseExpectation,
  parseScenario,
  type Scenario,
} from '../../src/testing/scenario/scenario-schema.js';

/** Allowed error of the energy ledger, as a share of the largest of compressor work, electrical work and change of stored energy. */
const LEDGER_LIMIT = 0.001;
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface ScenarioFile {
  /** Path below the folder. */
  readonly file: string;
  readonly scenario: Scenario;
}

/** @param folder below the root of the project */
export function scenariosOf(folder: string): readonly ScenarioFile[] {
  return readdirSync(`${ROOT}${folder}`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.yaml'))
    .map((file) => ({
      file,
      scenario: parseScenario(readFileSync(`${ROOT}${folder}${file}`, 'utf8'), file),
    }));
}

export async function expectToPass(
  scenario: Scenario,
  file: string,
  options: RunOptions = {},
): Promise<void> {
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

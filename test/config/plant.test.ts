// The section `plant`: its table of parameters, parameters at their old place, differences of the simulation, the warning for a real machine.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { PLANT_PARAMETER_NAMES, PLANT_PARAMETERS, type PlantParameter } from '../../hal/plant-parameters.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { jsonSchemaText } from '../../src/config/generated/json-schema.js';
import { configOf, problemsAsWritten, problemsOf } from './support.js';

const PAGE = readFileSync(new URL('../../docs/plant.md', import.meta.url), 'utf8');
const MOVED =
  'hal.sim.height: has moved: write `plant.height`, or `hal.sim.plant.height` where only the simulated machine differs';
const UNDESCRIBED =
  'plant: warning: is all defaults, so twin, load search and trends take this machine for the reference plant; write the parameters of this machine here, docs/plant.md says how to find them';
const MACHINE = 'hal: { kind: linux, serial: { a: { path: /x, records: { X: [chain.velocity] } } } }';

function rangeOf({ whole, above, min, max }: PlantParameter): string {
  const range =
    above !== undefined
      ? `above ${above}${max === undefined ? '' : ` and at most ${max}`}`
      : max === undefined
        ? `at least ${min}`
        : `from ${min} to ${max}`;
  return whole ? `whole, ${range}` : range;
}

describe('the table of parameters', () => {
  it('is equal to the one in docs/plant.md, which says how to find each parameter', () => {
    const rows = PAGE.split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .slice(1, -1)
          .split('|')
          .map((cell) => cell.trim()),
      );
    expect(rows.map((row) => row.slice(0, 5))).toEqual(
      PLANT_PARAMETER_NAMES.map((name) => {
        const parameter: PlantParameter = PLANT_PARAMETERS[name];
        const { meaning, unit = '', default: value } = parameter;
        return [`\`${name}\``, meaning, unit, rangeOf(parameter), String(value)];
      }),
    );
    for (const [name, , , , , howTo] of rows) expect(howTo, name).toMatch(/\w/);
  });

  it('gives the schema of each parameter, under `plant` and under `hal.sim.plant`', () => {
    const { properties } = JSON.parse(jsonSchemaText());
    for (const name of PLANT_PARAMETER_NAMES) {
      const { meaning, unit, default: value }: PlantParameter = PLANT_PARAMETERS[name];
      const description = unit === undefined ? meaning : `${meaning}, in ${unit}`;
      expect(properties.plant.properties[name]).toMatchObject({ description, default: value });
      expect(properties.hal.properties.sim.properties.plant.properties[name]).toMatchObject({ description });
    }
  });

  it('has defaults that are in range and consistent', () => {
    const text = PLANT_PARAMETER_NAMES.map((name) => `  ${name}: ${PLANT_PARAMETERS[name].default}`);
    expect(problemsAsWritten(['plant:', ...text].join('\n'))).toEqual([]);
    expect(configOf(['plant:', ...text].join('\n'))).toEqual(configOf(''));
  });
});

describe('the simulated machine', () => {
  it('has the parameters of `plant` with the differences of `hal.sim.plant`, and does not change `plant`', () => {
    const { plant, hal } = configOf(
      'plant: { height: 8 }\nhal: { sim: { air: 0.5, plant: { floaters: 18 } } }',
    );
    expect(plant).toMatchObject({ height: 8, floaters: 20 });
    expect(hal.sim.plant).toEqual({ floaters: 18 });
    const machine = simulationParameters(plant, hal.sim);
    expect(machine).toEqual({
      ...configOf('').plant,
      height: 8,
      floaters: 18,
      air: 0.5,
      seed: 1,
      noise: 0.002,
      initialPressure: 250_000,
    });
  });

  it('must start above its own air pressure', () => {
    const sim = 'hal: { sim: { initialPressure: 102000, plant: { p0: 103000 } } }';
    expect(problemsOf(sim)).toEqual([
      'k.yaml:1:32 hal.sim.initialPressure: is absolute, so it must be above p0, which is 103000 Pa; found 102000',
    ]);
  });

  it('is checked for its differences only, not again for the mistakes of `plant`', () => {
    expect(problemsOf('plant: { pressureOn: 500000 }\nhal: { sim: { plant: { height: 9 } } }')).toHaveLength(
      1,
    );
    expect(problemsOf('plant: { pressureOff: 300000, pressureOn: 200000 }')).toEqual([]);
  });
});

describe('a parameter at its old place', () => {
  it('gives an error with the new place, in a file, in --set and in the overrides of a scenario', () => {
    expect(problemsOf('hal:\n  sim:\n    height: 12')).toEqual([`k.yaml:3:5 ${MOVED}`]);
    expect(problemsOf('', { sets: ['hal.sim.height=12'] })).toEqual([`--set:1:1 ${MOVED}`]);
    const at = { file: '(overrides)', line: 1, column: 1 };
    expect(problemsOf('', { overrides: { values: { 'hal.sim.height': 12 }, at } })).toEqual([
      `(overrides):1:1 ${MOVED}`,
    ]);
  });

  it('gives that error for every parameter', () => {
    for (const name of PLANT_PARAMETER_NAMES) {
      expect(problemsOf('', { sets: [`hal.sim.${name}=1`] }).join()).toContain(`write \`plant.${name}\``);
    }
  });

  it('gives an error in the other direction too', () => {
    for (const name of ['seed', 'noise', 'air', 'initialPressure']) {
      const told = `--set:1:1 plant.${name}: is not a parameter of the plant: write \`hal.sim.${name}\``;
      expect(problemsOf('', { sets: [`plant.${name}=1`] })).toEqual([told]);
    }
  });
});

describe('a real machine', () => {
  it('gives a warning when `plant` is all defaults, also when they are written out', () => {
    expect(problemsAsWritten(MACHINE)).toEqual([`k.yaml:1:1 ${UNDESCRIBED}`]);
    expect(problemsAsWritten(`${MACHINE}\nplant: { height: 10 }`)).toEqual([`k.yaml:2:1 ${UNDESCRIBED}`]);
    expect(configOf(MACHINE).plant.height).toBe(10);
  });

  it('gives no warning when it is described; a simulation never gives one', () => {
    expect(problemsAsWritten(`${MACHINE}\nplant: { height: 9 }`)).toEqual([]);
    expect(problemsAsWritten('')).toEqual([]);
  });

  it('gives only the error when a parameter is wrong', () => {
    const problems = problemsAsWritten(`${MACHINE}\nplant: { height: nine }`);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain('plant.height: must be a number above 0');
  });
});

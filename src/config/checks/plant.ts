// Checks of the plant: parameters must fit each other, and a real machine must be described.
import {
  PLANT_PARAMETER_NAMES,
  PLANT_PARAMETERS,
  type PlantParameter,
  type PlantParameterName,
} from '../../../hal/plant-parameters.js';
import type { Check } from './check.js';

/** Two parameters, one of which limits the other. */
interface Relation {
  readonly name: PlantParameterName;
  readonly other: PlantParameterName;
  readonly holds: (value: number, other: number) => boolean;
  /** The rule as a text that goes before the name of the other parameter. */
  readonly rule: string;
  /** What happens when the rule is violated, as a text. */
  readonly otherwise?: string;
}

const RELATIONS: readonly Relation[] = [
  {
    name: 'pressureOn',
    other: 'pressureOff',
    holds: (on, off) => on < off,
    rule: 'must be below',
  },
  {
    name: 'pressureOn',
    other: 'p0',
    holds: (on, p0) => on > p0,
    rule: 'is absolute, so it must be above',
  },
  {
    name: 'topDepth',
    other: 'sprocketRadius',
    holds: (depth, radius) => depth >= radius,
    rule: 'must not be below',
    otherwise: ', or floaters leave the water',
  },
  {
    name: 'injectionWidth',
    other: 'height',
    holds: (width, height) => width <= height,
    rule: 'must not be above',
  },
];

export const checkPlant: Check = ({ config: { plant }, report }) => {
  for (const { name, other, holds, rule, otherwise = '' } of RELATIONS) {
    if (holds(plant[name], plant[other])) continue;
    const bound = `${other}, which is ${withUnit(other, plant[other])}${otherwise}`;
    report(['plant', name], `${rule} ${bound}; found ${plant[name]}`);
  }
};

/** A section `plant` that is all defaults was probably never filled in: no real machine equals the reference plant. */
export const checkPlantIsDescribed: Check = ({ config: { plant, hal }, report }) => {
  if (hal.kind !== 'linux') return;
  if (PLANT_PARAMETER_NAMES.some((name) => plant[name] !== PLANT_PARAMETERS[name].default)) return;
  report(
    ['plant'],
    'is all defaults, so twin, load search and trends take this machine for the reference plant; ' +
      'write the parameters of this machine here, docs/plant.md says how to find them',
    'warning',
  );
};

/** The parameters of the simulated machine must fit each other, too. */
export const checkSimulation: Check = ({ config: { plant, hal }, report }) => {
  const { plant: differences, initialPressure } = hal.sim;
  const real = (name: PlantParameterName) => differences[name] ?? plant[name];
  for (const { name, other, holds, rule, otherwise = '' } of RELATIONS) {
    const written = [name, other].find((key) => differences[key] !== undefined);
    // Without a difference the mistake is in `plant`, and checkPlant has reported it.
    if (written === undefined || holds(real(name), real(other))) continue;
    const bound = `${other}, which is ${withUnit(other, real(other))}${otherwise}`;
    const message = `makes ${name} of the simulated machine ${withUnit(name, real(name))}, which ${rule} ${bound}`;
    report(['hal', 'sim', 'plant', written], message);
  }
  if (initialPressure > real('p0')) return;
  report(
    ['hal', 'sim', 'initialPressure'],
    `is absolute, so it must be above p0, which is ${withUnit('p0', real('p0'))}; found ${initialPressure}`,
  );
};

function withUnit(name: PlantParameterName, value: number): string {
  const { unit }: PlantParameter = PLANT_PARAMETERS[name];
  return unit === undefined ? String(value) : `${value} ${unit}`;
}

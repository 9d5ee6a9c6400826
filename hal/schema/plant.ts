// Schema of the plant: the parameters of the machine for twin, optimizer and simulation.
import { z } from 'zod';
import {
  PLANT_PARAMETER_NAMES,
  PLANT_PARAMETERS,
  type PlantParameter,
  type PlantParameterName,
} from '../plant-parameters.js';
import { count, quantity } from './kinds.js';

type ByParameter<T extends z.ZodType> = Readonly<Record<PlantParameterName, T>>;

function byParameter<T extends z.ZodType>(schemaOf: (parameter: PlantParameter) => T): ByParameter<T> {
  const entries = PLANT_PARAMETER_NAMES.map((name) => [name, schemaOf(PLANT_PARAMETERS[name])]);
  return Object.fromEntries(entries) as ByParameter<T>;
}

function number(parameter: PlantParameter): z.ZodNumber {
  const { meaning, whole = false } = parameter;
  return whole ? count(meaning, parameter) : quantity(meaning, parameter);
}

export const plant = z
  .strictObject(byParameter((parameter) => number(parameter).default(parameter.default)))
  .prefault({})
  .describe(
    'parameters of the machine for twin, optimizer and simulation; docs/plant.md says how to find each value',
  );

/** Differences from {@link plant}. */
export const plantDifferences = z
  .strictObject(byParameter((parameter) => number(parameter).optional()))
  .prefault({})
  .describe('parameters of the simulated machine that differ from `plant`');

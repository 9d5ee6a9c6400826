// The configuration of the devices of a real machine, composed from the schemas of each kind of source.
import { z } from 'zod';
import type { OutputRole } from '../hal.js';
import { partName, type ReadonlyDeep } from '../schema/kinds.js';
import type { SectionCheck } from '../schema/section-check.js';
import { gpioOutputRole } from './gpio/outputs/schema.js';
import { SOURCE_KINDS } from './kinds.js';

type Kind = (typeof SOURCE_KINDS)[number];
/** The intersection of all members of a union. */
type Together<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer A) => void ? A : never;
type Sections = Together<Kind['sections']>;

const outputs = z
  .record(partName, z.union(SOURCE_KINDS.flatMap<Kind['outputs'][number]>((kind) => kind.outputs)))
  .prefault({})
  .describe('outputs by a name of your choice');

/** The keys below `hal` that describe the connected devices. */
export const linuxSections = {
  ...(Object.assign({}, ...SOURCE_KINDS.map(({ sections }) => sections)) as Sections),
  outputs,
};

export const linuxSchema = z.strictObject(linuxSections);

/** The checked and complete form. The configuration's checks make sure that its parts agree with each other. */
export type LinuxHalConfig = ReadonlyDeep<z.output<typeof linuxSchema>>;
export type OutputConfig = LinuxHalConfig['outputs'][string];

/** The role of an output in the plant. */
export function outputRole(output: OutputConfig): OutputRole {
  return 'line' in output ? gpioOutputRole(output) : 'load';
}

/** The names of the outputs that have a feedback contact. */
export function outputsWithFeedback({ outputs }: { readonly outputs: LinuxHalConfig['outputs'] }): string[] {
  return Object.entries(outputs).flatMap(([name, output]) =>
    'feedback' in output && output.feedback !== undefined ? [name] : [],
  );
}

/** The checks of every kind of source. */
export const SOURCE_CHECKS: readonly SectionCheck<z.output<typeof linuxSchema>>[] = SOURCE_KINDS.flatMap<
  SectionCheck<z.output<typeof linuxSchema>>
>(({ checks }) => checks);

/** A source and the channels that it provides. */
export interface Source {
  /** Kind and name of the source: `serial.chain`. */
  readonly source: string;
  readonly channels: readonly string[];
}

/** Every source that a configuration names, most trusted kind first. */
export function configuredSources(
  config: Omit<LinuxHalConfig, 'outputs' | 'gpioChip' | 'gpioBackend'>,
): Source[] {
  return SOURCE_KINDS.flatMap<Source>((kind) => kind.sources(config));
}

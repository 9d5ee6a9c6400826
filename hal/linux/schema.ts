// What the configuration says about the devices of a real machine, composed of what each kind of source says.
import { z } from 'zod';
import type { OutputRole } from '../hal.js';
import { partName, type ReadonlyDeep } from '../schema/kinds.js';
import { gpioOutputRole } from './gpio/outputs/schema.js';
import { SOURCE_KINDS } from './kinds.js';

type Kind = (typeof SOURCE_KINDS)[number];
/** All members of a union at once. */
type Together<U> = (U extends unknown ? (each: U) => void : never) extends (all: infer A) => void ? A : never;
type Sections = Together<Kind['sections']>;

const outputs = z
  .record(partName, z.union(SOURCE_KINDS.flatMap<Kind['outputs'][number]>((kind) => kind.outputs)))
  .prefault({})
  .describe('outputs by a name of your choice');

/** The keys below `hal` that say what is connected. */
export const linuxSections = {
  ...(Object.assign({}, ...SOURCE_KINDS.map(({ sections }) => sections)) as Sections),
  outputs,
};

export const linuxSchema = z.strictObject(linuxSections);

/** What a file may say. */
export type LinuxHalInput = ReadonlyDeep<z.input<typeof linuxSchema>>;
/** Checked and complete. That its parts agree with each other is for the configuration's checks to see. */
export type LinuxHalConfig = ReadonlyDeep<z.output<typeof linuxSchema>>;
export type OutputConfig = LinuxHalConfig['outputs'][string];

/** What an output does for the plant. */
export function outputRole(output: OutputConfig): OutputRole {
  return 'line' in output ? gpioOutputRole(output) : 'load';
}

/** Where values of a channel come from. */
export interface Source {
  /** Kind and name: `serial.chain`. */
  readonly source: string;
  readonly channels: readonly string[];
}

/** Every source that a configuration names, in the order in which they are believed. */
export function configuredSources(config: Omit<LinuxHalConfig, 'outputs' | 'gpioChip'>): Source[] {
  return SOURCE_KINDS.flatMap<Source>((kind) => kind.sources(config));
}

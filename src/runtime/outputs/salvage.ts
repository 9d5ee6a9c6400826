// Reads the outputs of a configuration whose other parts may be wrong.
import { LINE_KEYS } from '../../../hal/linux/serial/schema.js';
import type { SalvagedConfig } from '../../config/index.js';
import { type OutputEntry, outputEntry } from './entries.js';

export interface SalvagedOutputs {
  readonly entries: readonly OutputEntry[];
  /** Outputs that exist, but whose configuration does not say how to reach them. */
  readonly unusable: readonly { readonly name: string; readonly reason: string }[];
}

type Path = readonly string[];

/** The keys of a port that its outputs depend on. The records concern the sensor only. */
const NEEDED_KEYS: readonly string[] = [...LINE_KEYS, 'restart'];

/** Keys of an output that do not matter for making it safe. */
const NEEDLESS_KEYS: readonly string[] = ['feedback', 'bias'];

/**
 * An output is used only if each of its keys is valid: with a default in the place of a wrong `activeLow` its safe level would
 * be inverted.
 */
export function salvageOutputs({ parsed, removed }: SalvagedConfig): SalvagedOutputs {
  const { hal } = parsed;
  const lost = removed.flatMap((path) => lostOutputs(path));
  const entries: OutputEntry[] = [];
  const unusable = lost.map((name) => ({ name, reason: 'its configuration is wrong' }));
  for (const name of Object.keys(hal.outputs)) {
    if (lost.includes(name)) continue;
    const entry = outputEntry(name, hal);
    const isSpoilt = removed.some((path) => spoils(path, name, parsed.hal));
    if (entry !== null && !isSpoilt) entries.push(entry);
    else unusable.push({ name, reason: 'the configuration of what it is connected to is wrong' });
  }
  return { entries, unusable };
}

/** The names of the outputs that were lost with a wrong part. When the whole section is wrong, the names are not known. */
function lostOutputs(path: Path): string[] {
  const isSection = ['hal', 'hal.outputs'].includes(path.join('.')) || path.length === 0;
  if (isSection) return ['hal.outputs'];
  const [top, section, name, key] = path;
  if (top !== 'hal' || section !== 'outputs') return [];
  return key !== undefined && NEEDLESS_KEYS.includes(key) ? [] : [name!];
}

/** True when the wrong part is needed to reach the output. */
function spoils(path: Path, name: string, hal: SalvagedConfig['parsed']['hal']): boolean {
  const output = hal.outputs[name]!;
  const [, section, part, key] = path;
  if (path[0] !== 'hal') return false;
  if ('serial' in output)
    return (
      section === 'serial' &&
      (part ?? output.serial) === output.serial &&
      (key === undefined || NEEDED_KEYS.includes(key))
    );
  if ('i2c' in output) return section === 'i2c';
  // With a wrong `gpioBackend` the default still reaches the line.
  return section === 'gpioChip' && output.chip === undefined;
}

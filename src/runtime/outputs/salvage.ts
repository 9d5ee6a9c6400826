// The outputs of a configuration of which nothing but the outputs has to be right.
import type { SalvagedConfig } from '../../config/index.js';
import { type OutputEntry, outputEntry } from './entries.js';

export interface SalvagedOutputs {
  readonly entries: readonly OutputEntry[];
  /** Outputs that are there, and whose configuration does not tell how to reach them. */
  readonly unusable: readonly { readonly name: string; readonly reason: string }[];
}

type Path = readonly string[];

/** What a port's outputs depend on; its records are the sensor's. */
const LINE_KEYS: readonly string[] = ['path', 'baudRate', 'dataBits', 'parity', 'stopBits'];

/**
 * An output counts only if every key of it is right: with a default in the place of a wrong `activeLow` its safe level would
 * be the other one.
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

/** Names of the outputs that went with a wrong part; of a section as a whole it is not known which they were. */
function lostOutputs(path: Path): string[] {
  const isSection = ['hal', 'hal.outputs'].includes(path.join('.')) || path.length === 0;
  if (isSection) return ['hal.outputs'];
  return path[0] === 'hal' && path[1] === 'outputs' ? [path[2]!] : [];
}

/** Whether a wrong part is what the output is reached by. */
function spoils(path: Path, name: string, hal: SalvagedConfig['parsed']['hal']): boolean {
  const output = hal.outputs[name]!;
  const [, section, part, key] = path;
  if (path[0] !== 'hal') return false;
  if ('serial' in output)
    return (
      section === 'serial' &&
      (part ?? output.serial) === output.serial &&
      (key === undefined || LINE_KEYS.includes(key))
    );
  return section === ('i2c' in output ? 'i2c' : 'gpioChip');
}

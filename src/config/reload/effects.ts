// Decides by the schema which keys a running controller can take over.
import type { Path } from '../problem.js';
import { traitsAt } from '../schema/traits.js';
import { configSchema } from '../schema.js';

/** True when a change takes effect at once; false when it waits for the next start of the program. */
export function isLive(path: Path): boolean {
  return traitsAt(configSchema, path).isReloadable === true;
}

/** True for a value that must never be shown. */
export function isSecret(path: Path): boolean {
  return traitsAt(configSchema, path).secret === 'value';
}

/** The values in force after a reload: those of `wanted` for keys that may change at run time, those of `running` for the others. */
export function takeOver<T>(running: T, wanted: T, path: Path = []): T {
  if (path.length > 0 && isLive(path)) return wanted;
  if (!isMap(running) || !isMap(wanted)) return running;
  const keys = [...new Set([...Object.keys(running), ...Object.keys(wanted)])];
  const values = keys.map((key) => [key, takeOver(running[key], wanted[key], [...path, key])] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined)) as T;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

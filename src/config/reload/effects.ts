// Which keys a running controller can take over, as each key says in the schema.
import type { Path } from '../problem.js';
import { traitsAt } from '../schema/traits.js';
import { configSchema } from '../schema.js';

/** True when a change takes effect at once; false when it waits for the next start of the program. */
export function isLive(path: Path): boolean {
  return traitsAt(configSchema, path).isReloadable === true;
}

/** True for a value that is told to nobody. */
export function isSecret(path: Path): boolean {
  return traitsAt(configSchema, path).secret === 'value';
}

/** What is in force after a reload: `wanted` where a key may change at run time, `running` elsewhere. */
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

// What a check is: a look at parts of the configuration against each other, after each was found right by itself.
import type { Path, Problem } from '../problem.js';
import type { ParsedConfig } from '../schema.js';

export interface CheckContext {
  readonly config: ParsedConfig;
  /** True when something is written at the path, by a file or an override; false when it is a default. */
  isWritten(path: Path): boolean;
  /** False when a part of the section was wrong and left out, so that what seems to be missing may only be wrong. */
  isComplete(section: Path): boolean;
  report(path: Path, message: string, severity?: Problem['severity']): void;
}

export type Check = (context: CheckContext) => void;

/** Calls `clash` for each item whose key an earlier one has. */
export function forEachClash<T>(
  items: readonly T[],
  keyOf: (item: T) => string | undefined,
  clash: (item: T, first: T) => void,
): void {
  const seen = new Map<string, T>();
  for (const item of items) {
    const key = keyOf(item);
    if (key === undefined) continue;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, item);
    else clash(item, first);
  }
}

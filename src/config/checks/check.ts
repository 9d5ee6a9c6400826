// The interface of a check: it compares parts of the configuration with each other, after the schema accepted each of them.
import type { Path, Problem } from '../problem.js';
import type { ParsedConfig } from '../schema.js';

export interface CheckContext {
  readonly config: ParsedConfig;
  /** True when a file or an override has a value at the path; false when the value is a default. */
  isWritten(path: Path): boolean;
  /** False when a wrong part of the section was left out. What seems to be missing may then be that part. */
  isComplete(section: Path): boolean;
  report(path: Path, message: string, severity?: Problem['severity']): void;
}

export type Check = (context: CheckContext) => void;

/** Calls `clash` for each item that has the same key as an earlier item. Items without a key are ignored. */
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

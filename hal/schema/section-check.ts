// The interface of a check below `hal`: it compares parts of the configuration with each other, after the schema accepted each of them.

export interface SectionCheckContext<Sections> {
  readonly config: { readonly hal: Sections };
  /** False when a wrong part of the section was left out. What seems to be missing may then be that part. */
  isComplete(section: readonly string[]): boolean;
  report(path: readonly string[], message: string, severity?: 'error' | 'warning'): void;
}

export type Report = SectionCheckContext<unknown>['report'];

/** `Sections`: the keys below `hal` that the check looks at. */
export type SectionCheck<Sections> = (context: SectionCheckContext<Sections>) => void;

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

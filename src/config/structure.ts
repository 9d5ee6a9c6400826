// Parses a configuration by its schema. After a mistake it goes on, so that one run finds all mistakes.
import type { Finding } from './issues.js';
import { defaultMessage, findingsOf } from './issues.js';
import type { Path } from './problem.js';
import type { ParsedConfig } from './schema.js';
import { configSchema } from './schema.js';

export interface Structure {
  /** The configuration. Wrong parts are replaced by their defaults. */
  readonly parsed: ParsedConfig;
  readonly findings: readonly Finding[];
  /** The wrong parts that were left out. */
  readonly removed: readonly Path[];
}

type PlainMap = Record<string, unknown>;

/** Parses a plain map. Changes `plain`: wrong parts are removed from it. */
export function parseStructure(plain: PlainMap): Structure {
  const findings: Finding[] = [];
  const removed: Path[] = [];
  for (;;) {
    const result = configSchema.safeParse(plain, { error: defaultMessage, reportInput: true });
    if (result.success) return { parsed: result.data, findings: distinct(findings), removed };
    const before = [...removed];
    const cuts: Path[] = [];
    for (const finding of result.error.issues.flatMap((issue) => findingsOf(issue))) {
      // A part that is missing because it was removed has been reported. The part around it is removed as well.
      if (!before.some((gone) => startsWith(finding.path, gone))) findings.push(finding);
      const { path, spoils = path } = finding;
      if (!cuts.some((gone) => startsWith(path, gone))) cuts.push(remove(plain, spoils));
    }
    removed.push(...cuts);
  }
}

/** True when `path` is `prefix` or below it. */
export function startsWith(path: Path, prefix: Path): boolean {
  return prefix.every((key, i) => path[i] === key);
}

/** Removes the value at a path, or the nearest part above it that can be removed. Returns the path of the removed part. */
function remove(root: PlainMap, path: Path): Path {
  let parent: PlainMap = root;
  const walked: string[] = [];
  let cut: { parent: PlainMap; path: Path } | undefined;
  for (const key of path) {
    if (!Object.hasOwn(parent, key)) break;
    walked.push(key);
    cut = { parent, path: [...walked] };
    const value = parent[key];
    // Removing an item would shift the others, so the whole list is removed.
    if (typeof value !== 'object' || value === null || Array.isArray(value)) break;
    parent = value as PlainMap;
  }
  if (cut === undefined) return path;
  delete cut.parent[cut.path.at(-1) ?? ''];
  return cut.path;
}

function distinct(findings: readonly Finding[]): Finding[] {
  const seen = new Map(
    findings.map((finding) => [`${finding.path.join('\0')}\0${finding.message}`, finding]),
  );
  return [...seen.values()];
}

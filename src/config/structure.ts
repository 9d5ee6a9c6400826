// Parses a configuration by its schema. After a mistake it goes on, so that one run finds all mistakes.
import { checkNames, declarationsIn, isInsideNestedName, type NameFindings } from './channel-names.js';
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

const NO_NAMES: NameFindings = { findings: [], silent: [] };

/** Parses a plain map. Changes `plain`: wrong parts are removed from it. */
export function parseStructure(plain: PlainMap): Structure {
  const declared = declarationsIn(plain);
  const findings: Finding[] = [];
  const removed: Path[] = [];
  for (;;) {
    const result = configSchema.safeParse(plain, { error: defaultMessage, reportInput: true });
    const names = result.success ? checkNames(plain, declared) : NO_NAMES;
    if (result.success && names.findings.length + names.silent.length === 0)
      return { parsed: result.data, findings: distinct(findings), removed };
    const issues = result.error?.issues.flatMap((issue) => findingsOf(issue)) ?? [];
    const before = [...removed];
    const cuts: Path[] = [];
    const cut = (path: Path, spoils: Path) => {
      if (!cuts.some((gone) => startsWith(path, gone))) cuts.push(remove(plain, spoils));
    };
    for (const finding of [...issues, ...names.findings]) {
      // A part that is missing because it was removed has been reported. The part around it is removed as well.
      const isKnown = before.some((gone) => startsWith(finding.path, gone));
      if (!isKnown && !isInsideNestedName(finding, declared)) findings.push(finding);
      cut(finding.path, finding.spoils ?? finding.path);
    }
    for (const path of names.silent) cut(path, path);
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

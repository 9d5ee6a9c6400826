// Reads a configuration: it merges defaults, file and overrides in this order, and checks the result as a whole.
import { readFileSync } from 'node:fs';
import { CHECKS } from './checks/registry.js';
import { type FileFinding, unreadableFiles } from './files.js';
import { applyOverrides, applySets } from './overrides.js';
import type { ConfigErrorCode, Location, Path, Problem } from './problem.js';
import { ConfigError, problemAt } from './problem.js';
import { resolveConfig } from './resolve.js';
import type { Config, ConfigInput, ParsedConfig } from './schema.js';
import { parseStructure, startsWith } from './structure.js';
import type { MapNode, Node } from './tree.js';
import { emptyMap, fromPlain, locate, locateKey, merge, toPlain, valueAt } from './tree.js';
import { readYaml } from './yaml-tree.js';

export interface Layers {
  /** Defaults of a command. They lie below the file. */
  readonly defaults?: ConfigInput | undefined;
  /** Plain values by dotted path. They lie over the file and below {@link sets}. `at` is the place where they are written. */
  readonly overrides?:
    | { readonly values: Readonly<Record<string, unknown>>; readonly at: Location }
    | undefined;
  /** Texts `key.path=value`, the last layer. */
  readonly sets?: readonly string[] | undefined;
}

export interface ParseResult {
  /** `undefined` when at least one problem is an error. */
  readonly config: Config | undefined;
  /** All problems, in the order of their places. */
  readonly problems: readonly Problem[];
}

export interface LoadOptions extends Layers {
  /** Path of the file. Without a file only the other layers count. */
  readonly file?: string | undefined;
  /** What the file will have, for a file that is not written yet: it is not read then. */
  readonly text?: string | undefined;
  /** Also report named files that cannot be read. Default true. */
  readonly checkFiles?: boolean | undefined;
  /** The credentials of systemd have to be there, as for the controller. Default false. */
  readonly needsCredentials?: boolean | undefined;
}

/** A configuration that can be used. Its `problems` are warnings only. */
export interface LoadedConfig {
  readonly config: Config;
  readonly problems: readonly Problem[];
}

/**
 * Parses a configuration from its arguments alone; reads no file. Never throws on bad input.
 *
 * @param fileName name of the file in problems
 */
export function parseConfig(text: string, fileName: string, layers: Layers = {}): ParseResult {
  return judge(readLayers(text, fileName, layers), () => []);
}

/**
 * Reads a configuration file with its layers.
 *
 * @throws ConfigError with all problems, when at least one is an error
 */
export function loadConfig({
  file,
  text = file === undefined ? '' : readText(file),
  checkFiles = true,
  needsCredentials = false,
  ...layers
}: LoadOptions): LoadedConfig {
  const result = judge(
    readLayers(text, file ?? '(defaults)', layers),
    checkFiles ? (parsed) => unreadableFiles(parsed, needsCredentials) : () => [],
  );
  const { config, problems } = result;
  if (config !== undefined) return { config, problems };
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const what = `${file ?? 'the configuration'} has ${errors === 1 ? 'a problem' : `${errors} problems`}`;
  throw new ConfigError(
    'config_invalid',
    `${what}. Correct what is listed; \`kpp check\` lists it again.`,
    problems,
  );
}

/** A configuration without its wrong parts. */
export interface SalvagedConfig {
  /** Wrong parts are replaced by their defaults. */
  readonly parsed: ParsedConfig;
  /** Paths of the wrong parts. */
  readonly removed: readonly Path[];
}

/**
 * Reads the correct parts of a configuration, for a command that must work although other parts are wrong.
 *
 * @throws ConfigError when the file does not exist, cannot be read, or is not YAML
 */
export function salvageConfig({ file, sets }: { file: string; sets: readonly string[] }): SalvagedConfig {
  const { root, problems, isReadable } = readLayers(readText(file), file, { sets });
  if (!isReadable)
    throw new ConfigError(
      'config_invalid',
      `${file} cannot be read as YAML. \`kpp check\` says where.`,
      problems,
    );
  const { parsed, removed } = parseStructure(toPlain(root) as Record<string, unknown>);
  return { parsed, removed };
}

interface Reading {
  readonly root: Node;
  readonly problems: readonly Problem[];
  /** False when the YAML is too broken to be checked. */
  readonly isReadable: boolean;
}

function readLayers(text: string, fileName: string, { defaults, overrides, sets = [] }: Layers): Reading {
  const yaml = readYaml(text, fileName);
  const start: Location = { file: fileName, line: 1, column: 1 };
  const problems = [...yaml.problems];
  let written = yaml.root;
  if (written.kind !== 'map') {
    const isEmpty = written.kind === 'scalar' && written.value === null;
    if (!isEmpty)
      problems.push(problemAt(written.at, [], 'must be a map of sections such as `control:` and `hal:`'));
    written = emptyMap(start);
  }
  // Line 0 marks values that no file contains.
  const below = fromPlain(defaults ?? {}, { ...start, line: 0 });
  const merged = merge({ ...(below as MapNode), at: start }, written);
  const overridden =
    overrides === undefined ? merged : applyOverrides(merged, overrides.values, overrides.at);
  const last = applySets(overridden, sets);
  return { root: last.root, problems: [...problems, ...last.problems], isReadable: yaml.isReadable };
}

type Inspect = (parsed: ParsedConfig) => readonly FileFinding[];

function judge({ root, problems: earlier, isReadable }: Reading, inspect: Inspect): ParseResult {
  if (!isReadable) return { config: undefined, problems: inOrder(earlier) };
  const problems = [...earlier];
  const { parsed, findings, removed } = parseStructure(toPlain(root) as Record<string, unknown>);
  for (const { path, message, about } of findings) {
    const problem = problemAt((about === 'key' ? locateKey : locate)(root, path), path, message);
    // A value that could not be read also seems to be missing. It has been reported already.
    const isTold = earlier.some((other) => other.key === problem.key && isSamePlace(other, problem));
    if (!isTold) problems.push(problem);
  }
  const report = (path: Path, message: string, severity: Problem['severity'] = 'error') => {
    // A wrong part was reported and left out. No further problem is reported about it.
    if (removed.some((gone) => startsWith(gone, path) || startsWith(path, gone))) return;
    problems.push(problemAt(locate(root, path), path, message, severity));
  };
  const context = {
    config: parsed,
    report,
    isWritten: (path: Path) => valueAt(root, path) !== undefined,
    isComplete: (section: Path) =>
      !removed.some((gone) => startsWith(gone, section) || startsWith(section, gone)),
  };
  for (const check of CHECKS) check(context);
  for (const { path, message, severity } of inspect(parsed)) report(path, message, severity);
  const isRight = problems.every(({ severity }) => severity === 'warning');
  const config = isRight ? resolveConfig(parsed) : undefined;
  return { config, problems: inOrder(problems) };
}

function isSamePlace(a: Location, b: Location): boolean {
  return a.file === b.file && a.line === b.line && a.column === b.column;
}

function inOrder(problems: readonly Problem[]): Problem[] {
  const files = [...new Set(problems.map(({ file }) => file))];
  const rank = ({ file }: Problem) => (file === '--set' ? files.length : files.indexOf(file));
  return [...problems].sort((a, b) => rank(a) - rank(b) || a.line - b.line || a.column - b.column);
}

function readText(file: string): string {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const isMissing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const reason = isMissing
      ? 'there is no such file'
      : `cannot be read (${(error as NodeJS.ErrnoException).code})`;
    throw refusal(isMissing ? 'config_not_found' : 'config_unreadable', file, reason, error);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw refusal('config_unreadable', file, 'is not UTF-8 text', error);
  }
}

function refusal(code: ConfigErrorCode, file: string, reason: string, cause: unknown): ConfigError {
  const problem = problemAt({ file, line: 1, column: 1 }, [], reason);
  return new ConfigError(code, `${file}: ${reason}. Name another file with --config FILE.`, [problem], {
    cause,
  });
}

// Reads YAML text into a tree with locations. Refuses features of YAML that a configuration does not need.
import type { Alias, Document, ParsedNode, YAMLMap, Scalar as YamlScalar } from 'yaml';
import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Location, Path, Problem } from './problem.js';
import { problemAt } from './problem.js';
import type { Entry, Node } from './tree.js';
import { emptyMap } from './tree.js';

/** Enough for any plant. Stops nested aliases that would multiply into millions of values. */
const MAX_NODES = 20_000;
const MAX_DEPTH = 32;
const MAX_CHARACTERS = 1_000_000;
/** One mistake can cause a syntax problem in every later line, so the number of problems is limited. */
const MAX_SYNTAX_PROBLEMS = 20;

const YAML_OPTIONS = {
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'error',
} as const;

export interface YamlTree {
  readonly root: Node;
  readonly problems: readonly Problem[];
  /** False when the text is not YAML or is too large. The tree is then not usable. */
  readonly isReadable: boolean;
}

/** Reads one YAML document. Never throws. `fixed` is the location of all parts when the text is not from a file. */
export function readYaml(text: string, file: string, fixed?: Location): YamlTree {
  const lines = new LineCounter();
  const locationOf = (offset: number): Location => {
    if (fixed !== undefined) return fixed;
    const { line, col } = lines.linePos(offset);
    return { file, line: Math.max(1, line), column: Math.max(1, col) };
  };
  const unreadable = (problems: Problem[]): YamlTree => ({
    root: emptyMap(fixed ?? { file, line: 1, column: 1 }),
    problems,
    isReadable: false,
  });

  if (text.length > MAX_CHARACTERS) {
    return unreadable([problemAt(locationOf(0), [], `is larger than ${MAX_CHARACTERS} characters`)]);
  }
  const document = parseDocument(text, { ...YAML_OPTIONS, lineCounter: lines });
  if (document.errors.some(({ code }) => code === 'RESOURCE_EXHAUSTION')) {
    return unreadable([problemAt(locationOf(0), [], `nests deeper than ${MAX_DEPTH} levels`)]);
  }
  const syntax = [...document.errors, ...document.warnings]
    .slice(0, MAX_SYNTAX_PROBLEMS)
    .map(({ pos, message }) => problemAt(locationOf(pos[0]), [], sentence(message)));
  if (syntax.length > 0) return unreadable(syntax);
  return new TreeBuilder(document, locationOf).build();
}

class TreeBuilder {
  private readonly problems: Problem[] = [];
  private readonly open = new Set<ParsedNode>();
  private nodes = 0;
  private isTooLarge = false;

  constructor(
    private readonly document: Document.Parsed,
    private readonly locationOf: (offset: number) => Location,
  ) {}

  build(): YamlTree {
    const root = this.node(this.document.contents, [], this.locationOf(0));
    return { root, problems: this.problems, isReadable: !this.isTooLarge };
  }

  private node(source: ParsedNode | null, path: Path, above: Location): Node {
    const at = source === null ? above : this.locationOf(source.range[0]);
    const nothing: Node = { kind: 'scalar', value: null, at };
    if (source === null || this.isTooLarge) return nothing;
    if (++this.nodes > MAX_NODES || path.length > MAX_DEPTH) {
      this.isTooLarge = true;
      const limit =
        path.length > MAX_DEPTH ? `nests deeper than ${MAX_DEPTH} levels` : `has over ${MAX_NODES} values`;
      this.problems.push(problemAt(at, [], `${limit}, aliases written out; a configuration needs far less`));
      return nothing;
    }
    if (isAlias(source)) return this.alias(source, path, at);
    if (isScalar(source)) return { kind: 'scalar', value: scalarValue(source), at };
    if (isMap(source)) return this.inside(source, () => this.map(source, path, at));
    if (isSeq(source)) {
      return this.inside(source, () => ({
        kind: 'list',
        items: source.items.map((item, i) => this.node(item, [...path, String(i)], at)),
        at,
      }));
    }
    return nothing;
  }

  private map(source: YAMLMap.Parsed, path: Path, at: Location): Node {
    const entries = new Map<string, Entry>();
    for (const { key, value } of source.items) {
      const keyAt = key === null ? at : this.locationOf(key.range[0]);
      const name = isScalar(key) ? keyName(key) : undefined;
      if (name === undefined) {
        this.problems.push(problemAt(keyAt, path, 'has a key that is not plain text'));
        continue;
      }
      const first = entries.get(name);
      if (first !== undefined) {
        const where = `first in line ${first.keyAt.line}`;
        this.problems.push(problemAt(keyAt, [...path, name], `is given twice, ${where}; remove one of them`));
        continue;
      }
      if (name === '<<') {
        this.problems.push(
          problemAt(keyAt, [...path, name], 'merge keys are not supported; write the values out'),
        );
        continue;
      }
      if (name === '__proto__') {
        this.problems.push(problemAt(keyAt, [...path, name], 'unknown key'));
        continue;
      }
      entries.set(name, { keyAt, node: this.node(value, [...path, name], keyAt) });
    }
    return { kind: 'map', entries, at };
  }

  private alias(source: Alias.Parsed, path: Path, at: Location): Node {
    const target = source.resolve(this.document) as ParsedNode | undefined;
    if (target !== undefined && !this.open.has(target)) return this.node(target, path, at);
    this.problems.push(
      problemAt(at, path, `the alias *${source.source} contains itself; write the value out`),
    );
    return { kind: 'scalar', value: null, at };
  }

  private inside(source: ParsedNode, build: () => Node): Node {
    this.open.add(source);
    const node = build();
    this.open.delete(source);
    return node;
  }
}

function scalarValue({ value }: YamlScalar): string | number | boolean | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function keyName({ value }: YamlScalar): string | undefined {
  return value === null || typeof value === 'object' ? undefined : String(value);
}

/** The first line of the parser's message, as the message of a problem. */
function sentence(message: string): string {
  const [first = ''] = message.split('\n');
  return `not valid YAML: ${first.replace(/[.:]\s*$/, '')}`;
}

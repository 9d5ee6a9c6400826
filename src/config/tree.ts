// A configuration as a tree in which each part has its place in a file, so that layers can be merged and problems located.
import type { Location, Path } from './problem.js';
import { COMPARISONS } from './schema/alerts.js';

export type Scalar = string | number | boolean | null;

export interface ScalarNode {
  readonly kind: 'scalar';
  readonly value: Scalar;
  readonly at: Location;
}

export interface ListNode {
  readonly kind: 'list';
  readonly items: readonly Node[];
  readonly at: Location;
}

export interface Entry {
  readonly keyAt: Location;
  readonly node: Node;
}

export interface MapNode {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Entry>;
  readonly at: Location;
}

export type Node = ScalarNode | ListNode | MapNode;

export function emptyMap(at: Location): MapNode {
  return { kind: 'map', entries: new Map(), at };
}

/** A tree of plain values, all of them located at `at`. A key with the value `undefined` is left out. */
export function fromPlain(value: unknown, at: Location): Node {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item) => fromPlain(item, at)), at };
  if (typeof value === 'object' && value !== null) {
    const given = Object.entries(value).filter(([, child]) => child !== undefined);
    const entries = new Map(given.map(([key, child]) => [key, { keyAt: at, node: fromPlain(child, at) }]));
    return { kind: 'map', entries, at };
  }
  const isScalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return { kind: 'scalar', value: isScalar ? value : null, at };
}

/** The plain value of a node. A key without a value is left out. */
export function toPlain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(toPlain);
  const plain: Record<string, unknown> = {};
  for (const [key, { node: child }] of node.entries) {
    if (child.kind !== 'scalar' || child.value !== null) plain[key] = toPlain(child);
  }
  return plain;
}

/**
 * Puts `over` on top of `base`: maps are merged key by key, any other value replaces the old one. A null in place of a map
 * changes nothing: a section whose lines are all commented out has this value.
 */
export function merge(base: Node, over: Node, path: Path = []): Node {
  if (base.kind !== 'map') return over;
  if (over.kind === 'scalar' && over.value === null) return base;
  if (over.kind !== 'map') return over;
  const entries = new Map(base.entries);
  if ([...over.entries.keys()].some((key) => isComparison([...path, key]))) dropComparisons(entries);
  for (const [key, entry] of over.entries) {
    const old = base.entries.get(key);
    entries.set(key, old === undefined ? entry : mergeEntry(old, entry, [...path, key]));
  }
  return { kind: 'map', entries, at: base.at };
}

/** Puts a value at a path and makes missing maps on the way. A number selects an existing item of a list. */
export function assign(base: Node | undefined, path: Path, value: Node, depth = 0): Node {
  const key = path[depth];
  if (key === undefined) return base === undefined ? value : merge(base, value, path);
  if (base?.kind === 'list' && base.items[Number(key)] !== undefined) {
    const items = base.items.map((item, i) =>
      i === Number(key) ? assign(item, path, value, depth + 1) : item,
    );
    return { ...base, items };
  }
  const entries = new Map(base?.kind === 'map' ? base.entries : []);
  const old = entries.get(key);
  if (isComparison(path.slice(0, depth + 1))) dropComparisons(entries);
  const node = assign(old?.node, path, value, depth + 1);
  entries.set(key, { keyAt: node.kind === 'map' && old !== undefined ? old.keyAt : value.at, node });
  return { kind: 'map', entries, at: base?.kind === 'map' ? base.at : value.at };
}

/** Location of a path: of its value, or of its key when the value is not a scalar, else of the nearest part above it. */
export function locate(root: Node, path: Path): Location {
  return place(root, path)?.at ?? root.at;
}

/** Location of the key of a path, or of the nearest part above it. */
export function locateKey(root: Node, path: Path): Location {
  return place(root, path)?.keyAt ?? root.at;
}

/** The value at a path; `undefined` when there is none. */
export function valueAt(root: Node, path: Path): unknown {
  const found = place(root, path);
  return found?.node === undefined ? undefined : toPlain(found.node);
}

interface Place {
  readonly keyAt: Location;
  readonly at: Location;
  /** Absent when only a part above the path was found. */
  readonly node?: Node;
}

function place(root: Node, path: Path): Place | undefined {
  let node: Node = root;
  let keyAt = root.at;
  for (const key of path) {
    const child: Entry | undefined =
      node.kind === 'map' ? node.entries.get(key) : node.kind === 'list' ? itemOf(node, key) : undefined;
    if (child === undefined) return { keyAt, at: keyAt };
    ({ node, keyAt } = child);
  }
  const hasOwnPlace = node.kind === 'scalar' && node.value !== null;
  return { keyAt, at: hasOwnPlace ? node.at : keyAt, node };
}

function itemOf(list: ListNode, key: string): Entry | undefined {
  const node = list.items[Number(key)];
  return node === undefined ? undefined : { keyAt: node.at, node };
}

function mergeEntry(base: Entry, over: Entry, path: Path): Entry {
  const node = merge(base.node, over.node, path);
  // A section keeps its location in the file when a later layer adds keys to it.
  const isMerged = node.kind === 'map' && base.node.kind === 'map' && base.keyAt.line > 0;
  return { keyAt: isMerged ? base.keyAt : over.keyAt, node };
}

/** True for the path of a comparison. A rule has one comparison, so that of a later layer replaces an earlier one. */
function isComparison(path: Path): boolean {
  return path.length === 3 && path[0] === 'alerts' && COMPARISONS.some((name) => name === path[2]);
}

function dropComparisons(rule: Map<string, Entry>): void {
  for (const name of COMPARISONS) rule.delete(name);
}

// A configuration as a tree that knows where each part was written, so that layers merge and problems are located.
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

/** A tree of plain values, all of them written at `at`. `undefined` stands for a key that is not there. */
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

/** The plain value; a key without a value is one that is not there. */
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
 * Puts `over` on top of `base`: maps merge key by key, everything else replaces. A map without any value changes
 * nothing, because that is what is left of a section when all of its lines are commented out.
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

/** Puts a value at a path, making the maps on the way to it. A number selects an item of a list that is there. */
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

/** Where a path is written: its value, or its key when the value is no scalar; else the nearest part above it. */
export function locate(root: Node, path: Path): Location {
  return place(root, path)?.at ?? root.at;
}

/** Where the key of a path is written, or the nearest part above it. */
export function locateKey(root: Node, path: Path): Location {
  return place(root, path)?.keyAt ?? root.at;
}

/** The value at a path, `undefined` when nothing is written there. */
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
  // A section stays located where it stands in the file, also when a later layer adds to it.
  const isMerged = node.kind === 'map' && base.node.kind === 'map' && base.keyAt.line > 0;
  return { keyAt: isMerged ? base.keyAt : over.keyAt, node };
}

/** A rule has one comparison, so that of a later layer takes the place of an earlier one. */
function isComparison(path: Path): boolean {
  return path.length === 3 && path[0] === 'alerts' && COMPARISONS.some((name) => name === path[2]);
}

function dropComparisons(rule: Map<string, Entry>): void {
  for (const name of COMPARISONS) rule.delete(name);
}

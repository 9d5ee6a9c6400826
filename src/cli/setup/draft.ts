// The configuration that the set-up puts together: YAML with a comment at each part that says what it is and where it was found.
import { Document, isMap, isScalar, isSeq, type Node, type Pair, parse, Scalar, type YAMLMap } from 'yaml';
import { splitKey } from '../../config/key-path.js';

type Key = string | number;

const HEAD = ` The configuration of the kpp-controller service, written by \`kpp setup\`. It names only what differs from the defaults.
 All keys: docs/configuration.md (installed: man kpp-controller.yaml). After a change: kpp check`;
/** The order of the sections in the file. */
const ORDER = ['device', 'control', 'hal', 'channels', 'plant', 'mqtt', 'commands', 'http'];

export class Draft {
  /** What was found and is not used, each with the reason: sentences. */
  readonly unused: string[] = [];
  /** What a person has to check before the plant runs: the key, and what about it. */
  readonly toCheck: string[] = [];
  private readonly document = new Document({}) as Document<Node>;

  has(path: readonly Key[]): boolean {
    return this.document.hasIn(path);
  }

  /** The keys of a map; none when it is not there. */
  keys(path: readonly Key[]): string[] {
    const node = this.document.getIn(path, true);
    return isMap(node) ? node.items.map(({ key }) => textOf(key)) : [];
  }

  /** Puts a value, which replaces an earlier one. The comment stands above its key. */
  put(path: readonly Key[], value: unknown, comment?: string): void {
    this.document.setIn(path, this.nodeOf(value, path.length));
    if (comment === undefined) return;
    const parent = this.document.getIn(path.slice(0, -1), true) ?? this.document.contents;
    const pair = isMap(parent) ? pairOf(parent, String(path.at(-1))) : undefined;
    if (pair === undefined) return;
    const key = isScalar(pair.key) ? pair.key : new Scalar(pair.key);
    key.commentBefore = asComment(comment);
    pair.key = key;
  }

  /** Adds an item to a list, with its comment above it. Returns its index. */
  append(path: readonly Key[], value: unknown, comment: string): number {
    if (!this.has(path)) this.document.setIn(path, this.document.createNode([]));
    const list = this.document.getIn(path, true);
    const item = this.nodeOf(value, path.length + 1);
    item.commentBefore = asComment(comment);
    if (!isSeq(list)) throw new TypeError(`${path.join('.')} is not a list`);
    return list.items.push(item) - 1;
  }

  /** Applies `key.path=value` texts, which have been checked before. A map is merged key by key, an empty value unsets its key. */
  set(texts: readonly string[]): void {
    for (const text of texts) {
      const equals = text.indexOf('=');
      const value: unknown = parse(text.slice(equals + 1));
      this.merge(splitKey(text.slice(0, equals).trim(), isPlainMap(value)), value);
    }
  }

  text(): string {
    const { contents } = this.document;
    if (isMap(contents)) {
      contents.items.sort((a, b) => rank(textOf(a.key)) - rank(textOf(b.key)));
      for (const pair of contents.items.slice(1)) spaceBefore(pair);
    }
    this.document.commentBefore = HEAD;
    return this.document.toString({ lineWidth: 0 });
  }

  private merge(path: readonly string[], value: unknown): void {
    if (value === null || value === undefined) this.document.deleteIn(path);
    else if (isPlainMap(value)) {
      for (const [key, part] of Object.entries(value)) this.merge([...path, key], part);
    } else this.put(path, value);
  }

  /** Lists of words and small maps are on one line, as people write them. */
  private nodeOf(value: unknown, depth: number): Node {
    const node = this.document.createNode(value) as Node;
    if (isSeq(node)) node.flow = true;
    if (isMap(node)) {
      node.flow = depth > 1 && node.items.every(({ value: part }) => isScalar(part));
      for (const { value: part } of node.items) foldLists(part);
    }
    return node;
  }
}

function foldLists(node: unknown): void {
  if (isSeq(node)) node.flow = true;
  else if (isMap(node)) for (const { value } of node.items) foldLists(value);
}

function spaceBefore(pair: Pair): void {
  const key = isScalar(pair.key) ? pair.key : new Scalar(pair.key);
  key.spaceBefore = true;
  pair.key = key;
}

function pairOf(map: YAMLMap, key: string): Pair | undefined {
  return map.items.find((pair) => textOf(pair.key) === key);
}

const textOf = (key: unknown): string => String(isScalar(key) ? key.value : key);

const asComment = (text: string): string =>
  text
    .split('\n')
    .map((line) => ` ${line}`)
    .join('\n');

const rank = (section: string): number => (ORDER.includes(section) ? ORDER.indexOf(section) : ORDER.length);

const isPlainMap = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

// Puts single values over a file: `--set` of the command line, and the `config` block of a scenario.
import { splitKey } from './key-path.js';
import type { Location, Problem } from './problem.js';
import { problemAt } from './problem.js';
import type { Node } from './tree.js';
import { assign, fromPlain } from './tree.js';
import { readYaml } from './yaml-tree.js';

/** The location of `--set` number `n`, counted from 1. */
function placeOfSet(n: number): Location {
  return { file: '--set', line: n, column: 1 };
}

/**
 * Puts plain values over a configuration. Keys are dotted paths: `control.mode`, `channels.chain.velocity.critical`.
 * A map is merged key by key. Any other value replaces the old one.
 */
export function applyOverrides(root: Node, overrides: Readonly<Record<string, unknown>>, at: Location): Node {
  return Object.entries(overrides).reduce((tree, [key, value]) => {
    const node = fromPlain(value, at);
    return assign(tree, splitKey(key, node.kind === 'map'), node);
  }, root);
}

/** Puts `key.path=value` texts over a configuration. The value is YAML. An empty value unsets the key. */
export function applySets(root: Node, sets: readonly string[]): { root: Node; problems: Problem[] } {
  const problems: Problem[] = [];
  let tree = root;
  sets.forEach((set, i) => {
    const at = placeOfSet(i + 1);
    const equals = set.indexOf('=');
    const key = set.slice(0, Math.max(equals, 0)).trim();
    if (!/^[^\s.]+(\.[^\s.]+)*$/.test(key) || key.split('.').includes('__proto__')) {
      problems.push(problemAt(at, [], `must look like key.path=value; found \`${set.slice(0, 60)}\``));
      return;
    }
    const value = readYaml(set.slice(equals + 1), '--set', at);
    if (value.problems.length > 0) {
      const found = value.problems.map((problem) => ({
        ...problem,
        key: problem.key === '-' ? key : `${key}.${problem.key}`,
      }));
      problems.push(...found);
      return;
    }
    tree = assign(tree, splitKey(key, value.root.kind === 'map'), value.root);
  });
  return { root: tree, problems };
}

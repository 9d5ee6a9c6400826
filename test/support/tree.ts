// Writes a folder that imitates a part of a file system, for code that reads /sys and /proc.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';

export interface Tree {
  /** The text of each file, by its absolute path. */
  readonly files?: Readonly<Record<string, string>>;
  /** The target of each link, by its absolute path. */
  readonly links?: Readonly<Record<string, string>>;
}

/** Adds files and links to a folder. */
export function writeTree(root: string, { files = {}, links = {} }: Tree): void {
  const place = (path: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    return join(root, path);
  };
  for (const [path, text] of Object.entries(files)) writeFileSync(place(path), text);
  for (const [path, target] of Object.entries(links)) symlinkSync(target, place(path));
}

/** Makes the folder, which is removed at the end of the test, and returns its path. */
export function temporaryTree(tree: Tree = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'kpp-machine-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeTree(root, tree);
  return root;
}

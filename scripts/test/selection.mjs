// Chooses the unit tests for a quick run: those of what changed, the nearest first, and no more than a minute allows.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';

/** Tests that compute for many seconds: `npm test` runs them, and a quick run only when they changed themselves. */
export const { long: LONG } = JSON.parse(readFileSync(join(root, 'test', 'groups.json'), 'utf8'));

/** More files than this take longer than a minute on two cores. */
export const MAX_FILES = 60;

/**
 * The tests to run, and how many related ones are left to `npm test`.
 *
 * @param related test files that import what changed, directly or through others; relative to the root, as everywhere here
 * @param changed files that changed
 */
export function choose(related, changed) {
  const isChanged = new Set(changed);
  const folders = new Set(changed.map(testFolderOf));
  const distance = (file) => {
    if (isChanged.has(file)) return 0;
    return folders.has(folderOf(file)) ? 1 : 2;
  };
  const chosen = related
    .filter((file) => isChanged.has(file) || !LONG.includes(file))
    .sort((a, b) => distance(a) - distance(b))
    .slice(0, MAX_FILES);
  return { chosen, left: related.length - chosen.length };
}

const folderOf = (file) => file.slice(0, file.lastIndexOf('/'));

/** `test/` mirrors the sources: `src/a/b.ts` is tested in `test/a/`, `hal/a/b.ts` in `test/hal/a/`. */
function testFolderOf(file) {
  const folder = folderOf(file);
  if (folder === 'src' || folder.startsWith('src/')) return `test${folder.slice('src'.length)}`;
  return folder === 'hal' || folder.startsWith('hal/') ? `test/${folder}` : folder;
}

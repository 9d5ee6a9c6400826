// Chooses the unit tests for a quick run: tests of the changed files, the closest first, as many as fit into a minute.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../prepare.mjs';

/** Tests that take many seconds. `npm test` runs them; a quick run does so only when the test file itself changed. */
export const { long: LONG } = JSON.parse(readFileSync(join(root, 'test', 'groups.json'), 'utf8'));

/** The largest number of files in a quick run. More would take longer than a minute on two cores. */
export const MAX_FILES = 60;

/**
 * Returns the tests to run, and the number of related tests that only `npm test` runs.
 *
 * @param related test files that import a changed file, directly or through others; all paths here are relative to the root
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

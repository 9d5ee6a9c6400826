// Chooses the unit tests for a quick run: those of what changed, the nearest first, and no more than a minute allows.

/** Tests that compute for long (whole hours of plant time); `npm test` runs them. A quick run does when they changed themselves. */
export const LONG = [
  'test/control/optimizer/load-search/simulated-plant.test.ts',
  'test/control/plant/exploration.test.ts',
  'test/cli/scenario.test.ts',
  'test/store/worker/delivery.test.ts',
  'test/store/worker/minutes.test.ts',
  'test/testing/quiet-day.test.ts',
  'test/testing/scenarios.test.ts',
  'test/trends/simulated-wear.test.ts',
];

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

// Keeps what is expensive to make outside of the tree, under the hash of its inputs, so that only the first run pays for it.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/** An entry that no run has used for this time is deleted, ms. */
const KEPT_MS = 14 * 24 * 3600 * 1000;

/** `$KPP_CACHE`, else a folder in the user's cache. */
export function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
  return process.env.KPP_CACHE || join(base, 'kpp-controller');
}

/** A short name for these inputs: text, numbers, and lists of them. */
export function keyOf(inputs) {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16);
}

/**
 * Returns the folder with the result for these inputs. When there is none, `make` fills a new folder; a run that is
 * interrupted leaves no half result, because the folder gets its name at the end.
 *
 * @param name what is built, words with hyphens between them
 * @param inputs everything that the result depends on
 * @param make fills the folder that it is given
 */
export function cached(name, inputs, make) {
  const folder = join(cacheFolder(), `${name}-${keyOf(inputs)}`);
  if (!existsSync(folder)) {
    const beganMs = performance.now();
    console.log(`Building ${name} ...`);
    const unfinished = `${folder}.new-${process.pid}`;
    rmSync(unfinished, { recursive: true, force: true });
    mkdirSync(unfinished, { recursive: true });
    try {
      make(unfinished);
      if (!existsSync(folder)) renameSync(unfinished, folder);
    } finally {
      rmSync(unfinished, { recursive: true, force: true });
    }
    console.log(`Built ${name} in ${((performance.now() - beganMs) / 1000).toFixed(0)} s.`);
  }
  const now = new Date();
  utimesSync(folder, now, now);
  dropOld(name);
  return folder;
}

function dropOld(name) {
  const isOurs = new RegExp(`^${name}-[0-9a-f]{16}`);
  for (const entry of readdirSync(cacheFolder()).filter((each) => isOurs.test(each))) {
    const path = join(cacheFolder(), entry);
    if (Date.now() - statSync(path).mtimeMs > KEPT_MS) rmSync(path, { recursive: true, force: true });
  }
}

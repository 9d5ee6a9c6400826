// Small work on folders of files: listing, copying a selection, and the same modes and times everywhere.
import { chmodSync, cpSync, lstatSync, lutimesSync, mkdirSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** All files and links below a folder, as sorted paths relative to it. */
export function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Copies the files below `from` whose relative path `isWanted` accepts. Folders without such a file are not made. */
export function copySelected(from, to, isWanted) {
  for (const file of filesBelow(from)) {
    if (!isWanted(file)) continue;
    mkdirSync(dirname(join(to, file)), { recursive: true });
    cpSync(join(from, file), join(to, file));
  }
}

/** Copies one file, with its folders. */
export function copyFile(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  cpSync(from, to);
}

/** Total size of the files, in bytes. */
export function sizeOf(folder) {
  return filesBelow(folder).reduce((total, file) => total + lstatSync(join(folder, file)).size, 0);
}

/**
 * Gives every entry the mode that it has on every machine (755 for folders and programs, 644 for other files) and one time.
 *
 * @param isProgram says by the relative path whether a file may be run
 */
export function normalise(folder, epochS, isProgram) {
  const entries = readdirSync(folder, { recursive: true }).sort().reverse();
  for (const path of [...entries, '.']) {
    const entry = join(folder, path);
    const stat = lstatSync(entry);
    if (!stat.isSymbolicLink()) chmodSync(entry, stat.isDirectory() || isProgram(path) ? 0o755 : 0o644);
    lutimesSync(entry, epochS, epochS);
  }
}

/** Returns true when the path is a folder. */
export const isFolder = (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;

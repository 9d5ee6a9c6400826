// The file that the set-up writes: whether it may be replaced, and how it is written so that it is never half there.
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { parse } from 'yaml';
import { CommandFailure } from '../fail.js';

/** The settings of config/installed.yaml, which the package installs: a file with these alone has none of its owner's. */
export const INSTALLED_SETTINGS = { device: { id: 'kpp-01', site: 'demo' }, hal: { kind: 'linux' } };

/** It can hold secrets: nobody but its owner and the service's group may read it. */
const NEW_FILE_MODE = 0o640;

/** True when the file is missing, has comments alone, or is the untouched one of the package. */
export function isFree(file: string): boolean {
  if (!existsSync(file)) return true;
  try {
    const settings: unknown = parse(readFileSync(file, 'utf8'));
    return settings === null || isDeepStrictEqual(settings, INSTALLED_SETTINGS);
  } catch {
    // Not YAML, so somebody works on it.
    return false;
  }
}

/** @throws CommandFailure when this user may not write the file: before any question is asked */
export function assertWritable(file: string, command: string): void {
  const there = existingFolder(dirname(file));
  try {
    accessSync(there, constants.W_OK);
    if (existsSync(file)) accessSync(file, constants.R_OK);
  } catch (cause) {
    throw notWritable(file, command, cause);
  }
  if (existsSync(file) && !statSync(file).isFile())
    throw new CommandFailure(`${file} is not a file.`, 'Name a file with --out FILE.');
}

/**
 * Writes the text beside the file and renames it. A replaced file is kept as FILE.old.
 *
 * @param gid the group of the service, for a new file; null to leave the group alone
 * @returns the path of the kept file; null when there was none
 */
export function writeTarget(file: string, text: string, gid: number | null): string | null {
  mkdirSync(dirname(file), { recursive: true });
  const old = existsSync(file) ? statSync(file) : null;
  const kept = old === null ? null : `${file}.old`;
  const beside = `${file}.${process.pid}.new`;
  try {
    writeFileSync(beside, text, { mode: 0o600, flush: true });
    if (old !== null) chownSync(beside, old.uid, old.gid);
    else if (gid !== null) chownSync(beside, process.getuid?.() ?? 0, gid);
    chmodSync(beside, old === null ? NEW_FILE_MODE : old.mode & 0o777);
    if (kept !== null) keep(file, kept);
    renameSync(beside, file);
    return kept;
  } finally {
    rmSync(beside, { force: true });
  }
}

function keep(file: string, kept: string): void {
  const { uid, gid, mode } = statSync(file);
  copyFileSync(file, kept);
  chownSync(kept, uid, gid);
  chmodSync(kept, mode & 0o777);
}

function existingFolder(folder: string): string {
  return existsSync(folder) ? folder : existingFolder(dirname(folder));
}

function notWritable(file: string, command: string, cause: unknown): CommandFailure {
  const fix = `Run \`sudo ${command}\`, or name another file with --out FILE.`;
  return new CommandFailure(`This user may not write ${file}.`, fix, undefined, { cause });
}

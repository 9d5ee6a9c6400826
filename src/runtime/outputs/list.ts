// The list of outputs that a run leaves in its runtime directory before it energises any of them.
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { OutputEntry } from './entries.js';
import { faultOfEntry } from './entry-form.js';

const DEFAULT_DIRECTORY = '/run/kpp';

export interface OutputList {
  readonly device: string;
  /** The process that wrote it. */
  readonly pid: number;
  readonly outputs: readonly OutputEntry[];
}

/** The list cannot be written. `fix` says what to do. */
export class OutputListError extends Error {
  override readonly name = 'OutputListError';
  constructor(
    message: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/** The service manager may give several directories; the first one is the program's own. */
export function runtimeDirectory(env: NodeJS.ProcessEnv = process.env): string {
  return env.RUNTIME_DIRECTORY?.split(':')[0] || DEFAULT_DIRECTORY;
}

/**
 * Writes the list of a run as a whole or not at all. The entries of another run with the same id stay in it while that run goes on,
 * because either run may end first.
 *
 * @throws OutputListError
 */
export function writeOutputList(directory: string, device: string, outputs: readonly OutputEntry[]): void {
  const file = fileOf(directory, device);
  const mine = file.replace(/json$/, `${process.pid}.tmp`);
  try {
    mkdirSync(directory, { recursive: true });
    const others = outputsOfOthers(file).filter(
      (other) => !outputs.some((own) => isDeepStrictEqual(own, other)),
    );
    const list: OutputList = { device, pid: process.pid, outputs: [...outputs, ...others] };
    writeFileSync(mine, `${JSON.stringify(list, null, 2)}\n`);
    renameSync(mine, file);
  } catch (cause) {
    throw new OutputListError(
      `The list of outputs cannot be written to ${directory}: ${(cause as Error).message}.`,
      'Without it `kpp safe-outputs` could not make them safe after a crash. Let this user write to that directory, or set RUNTIME_DIRECTORY to another one.',
      { cause },
    );
  }
}

/**
 * Reads the lists of a device.
 *
 * @param device null when the device is not known: then all lists of the directory are read
 * @returns an empty result when there is no list. `unreadable` names files that are not lists, and entries that cannot be used;
 * such entries are left out of their list
 */
export function readOutputLists(
  directory: string,
  device: string | null,
): { lists: OutputList[]; unreadable: { file: string; reason: string }[] } {
  const lists: OutputList[] = [];
  const unreadable: { file: string; reason: string }[] = [];
  for (const file of device === null ? listFiles(directory) : [fileOf(directory, device)]) {
    try {
      const list = readList(file);
      const faults = list.outputs.map(faultOfEntry);
      lists.push({ ...list, outputs: list.outputs.filter((_, i) => faults[i] === null) });
      unreadable.push(...faults.flatMap((reason) => (reason === null ? [] : { file, reason })));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      if (code !== 'ENOENT') unreadable.push({ file, reason: message });
    }
  }
  return { lists, unreadable };
}

function fileOf(directory: string, device: string): string {
  return join(directory, `outputs-${device}.json`);
}

function listFiles(directory: string): string[] {
  try {
    const names = readdirSync(directory).filter((name) => /^outputs-.*\.json$/.test(name));
    return names.map((name) => join(directory, name));
  } catch {
    return [];
  }
}

function readList(file: string): OutputList {
  const list = JSON.parse(readFileSync(file, 'utf8')) as Partial<OutputList> | null;
  if (!Array.isArray(list?.outputs)) throw new Error('it is not a list of outputs');
  return list as OutputList;
}

function outputsOfOthers(file: string): readonly OutputEntry[] {
  try {
    const { pid, outputs } = readList(file);
    return pid !== process.pid && isAlive(pid) ? outputs : [];
  } catch {
    return [];
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

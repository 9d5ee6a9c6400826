// Restores a backup: verifies all of it beside the present files, then exchanges them, and keeps the old ones.
import { existsSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Config, formatProblem, loadConfig, parseConfig } from '../config/index.js';
import { StoreError } from '../store/errors.js';
import { checkSnapshot, succeed } from '../store/snapshot.js';
import { lockStore, type StoreLock } from '../store/worker/database/lock.js';
import { checkSeal } from './archive/seal.js';
import { BackupError, damaged } from './backup-error.js';
import { adopt, syncPath } from './files.js';
import { CONFIGURATION_NAME, type Manifest, RECORDINGS_PREFIX } from './manifest.js';
import { recordingsPathOf } from './sources.js';
import {
  ArchiveReader,
  readConfiguration,
  removeStaged,
  type Staged,
  stagedFor,
  type Targets,
  unpack,
} from './staging.js';
import { complete, exchange, interruptedPlan, type Move } from './swap.js';

export interface RestoreSetup {
  /** Path of the archive. */
  readonly file: string;
  /** Where the configuration goes. It names the other paths, unless `sets` do. */
  readonly configFile: string;
  readonly sets: readonly string[];
  /** Wall time, milliseconds since the epoch. */
  readonly nowMs: number;
  /** @param done bytes of `total` */
  readonly onProgress?: (done: number, total: number) => void;
  /** Called before this restore, when an interrupted one was completed. */
  readonly onCompleted?: (archive: string) => void;
}

export interface RestoreResult {
  readonly manifest: Manifest;
  readonly restored: readonly string[];
  /** The old files and folders, under their new names. */
  readonly kept: readonly string[];
}

/**
 * Nothing is changed before everything is verified. A failure leaves everything as it was.
 *
 * @throws BackupError, StoreError
 */
export async function restoreBackup(setup: RestoreSetup): Promise<RestoreResult> {
  completeInterrupted(setup);
  const progress = new Progress(setup);
  const length = await checkSeal(setup.file, progress.add);
  const reader = await ArchiveReader.open(setup.file, length, progress.add);
  progress.expect(reader.manifest);
  const text = await readConfiguration(reader);
  const targets = targetsIn(text, setup);
  const staged = stagedFor(targets);
  const place = new Place(targets, setup);
  try {
    removeStaged(staged);
    await unpack(reader, targets, staged);
    const result = finish(setup, targets, staged, reader.manifest, text);
    place.keep();
    return result;
  } finally {
    removeStaged(staged);
    place.leave();
  }
}

/** The folders and locks of a restore. What it has made for itself is removed again when the restore fails. */
class Place {
  private readonly locks: StoreLock[] = [];
  private made: string[] = [];

  /** @throws BackupError `refused` while a controller uses the store that will be replaced, or the present one */
  constructor({ storePath, configFile }: Targets, { sets }: RestoreSetup) {
    try {
      for (const folder of [dirname(storePath), dirname(configFile)]) {
        const first = mkdirSync(folder, { recursive: true });
        if (first !== undefined) this.made.push(first);
      }
      const present = presentStore(configFile, sets);
      for (const path of new Set([storePath, present ?? storePath])) this.lock(path);
    } catch (error) {
      this.leave();
      throw error;
    }
  }

  private lock(storePath: string): void {
    const lockFile = `${storePath}.lock`;
    const isNew = !existsSync(lockFile);
    if (isNew) this.made.push(lockFile);
    this.locks.push(locked(storePath));
    // The service's user has to write to a lock file that root has made.
    if (isNew) adopt(lockFile, storePath);
  }

  keep(): void {
    this.made = [];
  }

  leave(): void {
    for (const lock of this.locks) lock.release();
    for (const path of this.made.reverse()) rmSync(path, { recursive: true, force: true });
  }
}

/** The store that the present configuration names; null when there is none. */
function presentStore(file: string, sets: readonly string[]): string | null {
  try {
    const { path } = loadConfig({ file, sets, checkFiles: false }).config.store;
    return existsSync(path) ? path : null;
  } catch {
    return null;
  }
}

/** A power cut during the exchange of an earlier restore: all of its files were verified, so the rest of its moves is made. */
function completeInterrupted({ configFile, onCompleted }: RestoreSetup): void {
  const plan = interruptedPlan(configFile);
  if (plan === null) return;
  const lock = locked(plan.storePath);
  try {
    complete(plan, configFile);
  } finally {
    lock.release();
  }
  onCompleted?.(plan.archive);
}

/** The archive's configuration must be a valid one: it says where the store is. @throws BackupError `damaged` */
function targetsIn(text: Buffer, { configFile, sets }: RestoreSetup): Targets {
  const { config, problems } = parseConfig(text.toString('utf8'), CONFIGURATION_NAME, { sets });
  if (config === undefined) {
    const errors = problems.filter(({ severity }) => severity === 'error').map(formatProblem);
    throw damaged(`its configuration has errors (${errors.join('; ')})`);
  }
  return { configFile, ...pathsOf(config) };
}

function pathsOf(config: Config): Pick<Targets, 'storePath' | 'recordingsPath'> {
  return { storePath: config.store.path, recordingsPath: recordingsPathOf(config) };
}

function locked(storePath: string): StoreLock {
  try {
    return lockStore(storePath);
  } catch (error) {
    if (!(error instanceof StoreError) || error.code !== 'in_use') throw error;
    throw new BackupError(
      'refused',
      `A controller uses the store ${storePath}. Nothing was changed.`,
      'Stop it first: `systemctl stop kpp-controller`.',
      { cause: error },
    );
  }
}

function finish(
  { file, nowMs, configFile }: RestoreSetup,
  targets: Targets,
  staged: Staged,
  manifest: Manifest,
  configuration: Buffer,
): RestoreResult {
  const { storePath, recordingsPath } = targets;
  verifyStore(staged.store);
  succeed(staged.store, storePath, manifest.ts, nowMs);
  writeFileSync(staged.config, configuration, { flag: 'wx', mode: 0o640 });
  adopt(staged.store, storePath);
  adopt(staged.config, configFile);
  for (const path of [staged.store, staged.config]) syncPath(path);
  const suffix = `.before-restore-${new Date(nowMs).toISOString().replaceAll(/[:.]/g, '-')}`;
  const move = (path: string, from: string): Move => ({
    staged: from,
    target: path,
    kept: path + suffix,
  });
  const moves: Move[] = [
    // A write-ahead log must never lie beside a store that is not its own.
    ...['-wal', '-shm'].map((end) => ({
      staged: null,
      target: storePath + end,
      kept: storePath + suffix + end,
    })),
    move(storePath, staged.store),
    move(configFile, staged.config),
  ];
  if (staged.recordings !== null && hasRecordings(manifest)) {
    adopt(staged.recordings, recordingsPath);
    moves.push(move(recordingsPath, staged.recordings));
  }
  exchange({ archive: file, storePath, moves }, configFile);
  const named = moves.filter(({ staged: from }) => from !== null);
  return {
    manifest,
    restored: named.map(({ target }) => target),
    kept: named.map(({ kept }) => kept).filter((path) => existsSync(path)),
  };
}

function hasRecordings({ members }: Manifest): boolean {
  return members.some(({ name }) => name.startsWith(RECORDINGS_PREFIX));
}

function verifyStore(copy: string): void {
  try {
    checkSnapshot(copy);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    throw damaged(`its store cannot be used (${error.message})`, { cause: error });
  }
}

/** The archive is read for its seal, and then unpacked. */
class Progress {
  private done = 0;
  private total: number;

  constructor(private readonly setup: RestoreSetup) {
    this.total = statSync(setup.file, { throwIfNoEntry: false })?.size ?? 0;
  }

  expect({ members }: Manifest): void {
    this.total += members.reduce((sum, { size }) => sum + size, 0);
  }

  readonly add = (count: number): void => {
    this.done += count;
    this.setup.onProgress?.(this.done, this.total);
  };
}

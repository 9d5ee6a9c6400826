// Exchanges files and folders by renames, along a plan on the disk, so that a power cut in between can be completed.
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { BackupError } from './backup-error.js';
import { renameDurably, syncPath } from './files.js';
import { planPath } from './plan-path.js';

/** One path that gets other content. */
export interface Move {
  /** The verified new content; null when there will be nothing at `target`. */
  readonly staged: string | null;
  readonly target: string;
  /** The name under which the old content is kept. */
  readonly kept: string;
}

export interface Plan {
  /** Path of the archive, for messages. */
  readonly archive: string;
  /** The store whose lock is taken before anything is moved. */
  readonly storePath: string;
  readonly moves: readonly Move[];
}

/** The plan of a restore that was interrupted; null when there is none. @throws BackupError `failed` when it cannot be read */
export function interruptedPlan(configFile: string): Plan | null {
  const path = planPath(configFile);
  if (!existsSync(path)) return null;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Plan;
  } catch (error) {
    const message = `${path} is the plan of an interrupted restore, and cannot be read: ${(error as Error).message}.`;
    throw new BackupError(
      'failed',
      message,
      'Compare the files beside it with those that end in .restore-new, then remove it.',
    );
  }
}

/**
 * Carries out a plan. When a move fails, all moves before it are undone.
 *
 * @throws BackupError `failed`: everything is as before
 */
export function exchange(plan: Plan, configFile: string): void {
  writeDurably(planPath(configFile), `${JSON.stringify(plan, null, 2)}\n`);
  try {
    complete(plan, configFile);
  } catch (error) {
    for (const move of [...plan.moves].reverse()) undo(move);
    removeDurably(planPath(configFile));
    const message = `The files could not be exchanged: ${(error as Error).message}. Everything is as before.`;
    const fix = 'Check the permissions, and that none of the folders is a mount point.';
    throw new BackupError('failed', message, fix, { cause: error });
  }
}

/** Carries out what is left of a plan, and removes it. */
export function complete(plan: Plan, configFile: string): void {
  for (const move of plan.moves) carryOut(move);
  removeDurably(planPath(configFile));
}

/** Each step can be repeated: what is there says how far it came. */
function carryOut({ staged, target, kept }: Move): void {
  const isPending = staged === null ? !existsSync(kept) : existsSync(staged);
  if (!isPending) return;
  if (existsSync(target)) renameDurably(target, kept);
  if (staged !== null) renameDurably(staged, target);
}

function undo({ staged, target, kept }: Move): void {
  if (staged !== null && !existsSync(staged) && existsSync(target)) renameDurably(target, staged);
  if (existsSync(kept)) renameDurably(kept, target);
}

/** The plan has another name until it is complete, so that there is never a part of one. */
function writeDurably(path: string, text: string): void {
  const unfinished = `${path}.new`;
  const descriptor = openSync(unfinished, 'w');
  try {
    writeSync(descriptor, text);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  renameDurably(unfinished, path);
}

function removeDurably(path: string): void {
  rmSync(path, { force: true });
  syncPath(dirname(path));
}

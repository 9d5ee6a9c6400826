// A disk for one test that can be filled and freed: a small file system in memory. The user must be allowed to mount it.
import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export class SmallDisk {
  readonly path = mkdtempSync(join(tmpdir(), 'kpp-disk-'));
  private readonly filler = join(this.path, 'filler');

  private constructor(kilobytes: number) {
    const { status, stderr } = mount('-t', 'tmpfs', '-o', `size=${kilobytes}k`, 'tmpfs', this.path);
    if (status !== 0) throw new Error(`cannot mount: ${stderr}`);
  }

  /** It is unmounted and removed at the end of the test. */
  static make(kilobytes: number): SmallDisk {
    const disk = new SmallDisk(kilobytes);
    onTestFinished(() => disk.dispose());
    return disk;
  }

  /** True when this user may mount. Otherwise prints that tests are skipped. */
  static get isPossible(): boolean {
    const path = mkdtempSync(join(tmpdir(), 'kpp-disk-'));
    const isMounted = mount('-t', 'tmpfs', 'tmpfs', path).status === 0;
    if (isMounted) spawnSync('umount', [path]);
    else
      process.stderr.write('skipped: tests that need a disk of their own, which this user may not mount\n');
    rmSync(path, { recursive: true });
    return isMounted;
  }

  /** Fills the disk completely; again, when something was deleted meanwhile. */
  fill(): void {
    const descriptor = openSync(this.filler, 'a');
    try {
      for (const size of [65_536, 4096, 1]) writeAll(descriptor, Buffer.alloc(size));
    } finally {
      closeSync(descriptor);
    }
  }

  free(): void {
    rmSync(this.filler);
  }

  /** Makes the disk read-only, as a worn-out memory card becomes. */
  makeReadOnly(): void {
    remount(this.path, 'ro');
  }

  makeWritable(): void {
    remount(this.path, 'rw');
  }

  private dispose(): void {
    // A lazy unmount, because a program that was killed may hold its files for a moment.
    spawnSync('umount', ['-l', this.path]);
    rmSync(this.path, { recursive: true, force: true });
  }
}

function writeAll(descriptor: number, block: Buffer): void {
  try {
    for (;;) if (writeSync(descriptor, block) < block.length) return;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
  }
}

function remount(path: string, how: 'ro' | 'rw'): void {
  const { status, stderr } = mount('-o', `remount,${how}`, path);
  if (status !== 0) throw new Error(`cannot remount: ${stderr}`);
}

function mount(...args: string[]) {
  return spawnSync('mount', args, { encoding: 'utf8' });
}

// The health of cards and file systems: errors that the kernel recorded, and the wear that an eMMC reports.
import type { FileTree } from './file-tree.js';

const EXT4 = '/sys/fs/ext4';
const BLOCKS = '/sys/block';
/** JEDEC eMMC: the life time in steps of 10 %; 1 means that up to 10 % are used, 0x0b that all of it is. */
const STEPS = 10;

export interface FileSystemErrors {
  /** For example `mmcblk0p2`. */
  readonly device: string;
  /** Errors since the last check by `e2fsck`. */
  readonly errors: number;
}

/** One entry for each ext4 file system that is mounted. */
export function fileSystemErrors(tree: FileTree): FileSystemErrors[] {
  return tree.list(EXT4).flatMap((device) => {
    const errors = Number.parseInt(tree.read(`${EXT4}/${device}/errors_count`), 10);
    return Number.isFinite(errors) ? [{ device, errors }] : [];
  });
}

export interface Wear {
  /** For example `mmcblk0`. */
  readonly device: string;
  /** Used share of the expected life time, 0..1 in steps of 0.1; above 1 when it is over. */
  readonly used: number;
  /** JEDEC's state of the reserve blocks: 1 is normal; 2 means that 80 % are used, 3 that 90 % are. */
  readonly reserve: number;
}

/** One entry for each eMMC. An SD card does not report its wear. */
export function wearOfCards(tree: FileTree): Wear[] {
  return tree.list(BLOCKS).flatMap((device) => {
    if (!/^mmcblk\d+$/.test(device)) return [];
    const numbers = (file: string) =>
      (tree.read(`${BLOCKS}/${device}/device/${file}`).match(/0x[0-9a-f]+/gi) ?? []).map(Number);
    const [life, reserve] = [numbers('life_time'), numbers('pre_eol_info')];
    if (life.length === 0 && reserve.length === 0) return [];
    return [{ device, used: Math.max(0, ...life) / STEPS, reserve: Math.max(0, ...reserve) }];
  });
}

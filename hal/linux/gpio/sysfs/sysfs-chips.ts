// Lists the GPIO chips in sysfs, with the number of their first line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GpioChip } from '../chips.js';

export const SYSFS_GPIO = '/sys/class/gpio';

/** A chip whose lines have numbers in sysfs. */
export type SysfsChip = GpioChip & { readonly base: number };

/** The chips in the order of their numbers; empty when sysfs has no GPIO. The chip with number N is the folder `gpiochip<N>`. */
export function readSysfsChips(root = SYSFS_GPIO): SysfsChip[] {
  return foldersIn(root)
    .filter((name) => /^gpiochip\d+$/.test(name))
    .flatMap((name) => chipAt(join(root, name), name))
    .sort((a, b) => a.base - b.base);
}

/** The chip in a list; an empty list when it was removed while this function read it. */
function chipAt(path: string, name: string): SysfsChip[] {
  try {
    const text = (file: string) => readFileSync(join(path, file), 'utf8').trim();
    return [{ name, label: text('label'), lines: Number(text('ngpio')), base: Number(text('base')) }];
  } catch {
    return [];
  }
}

function foldersIn(root: string): string[] {
  try {
    return readdirSync(root);
  } catch {
    return [];
  }
}

// The GPIO chips that sysfs shows, with the number of their first line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { GpioChip } from '../chips.js';

export const SYSFS_GPIO = '/sys/class/gpio';

/** A chip that sysfs can number. */
export type SysfsChip = GpioChip & { readonly base: number };

/** In the order of their numbers; none where sysfs knows no GPIO. The chip of number N is the folder `gpiochip<N>`. */
export function readSysfsChips(root = SYSFS_GPIO): SysfsChip[] {
  return foldersIn(root)
    .filter((name) => /^gpiochip\d+$/.test(name))
    .flatMap((name) => chipAt(join(root, name), name))
    .sort((a, b) => a.base - b.base);
}

/** A chip that is removed while it is looked at is not there. */
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

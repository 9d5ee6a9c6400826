// Makes a folder that only one program sees as /sys/class/gpio. Its output lines are plain files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder } from '../program.js';

const BASE = 512;
const LABEL = 'pinctrl-bcm2711';
const LINES = 58;

/** Exported lines keep their direction, whatever is written to it, as with a udev rule that sets the direction. */
const ENTER = `
mount --bind "$0" /sys/class
for direction in /sys/class/gpio/gpio*/direction; do
  mount --bind "$direction" "$direction" && mount -o remount,bind,ro "$direction" || exit 1
done
exec "$@"`;

/** Returns true when this user may mount. In a container at most root may. */
export function canMount(): boolean {
  const { status } = spawnSync('unshare', ['-m', 'mount', '--bind', '/tmp', '/sys/class'], {
    stdio: 'ignore',
  });
  if (status !== 0) process.stderr.write('skipped: tests that need mounts of their own (unshare -m)\n');
  return status === 0;
}

/** The header of a Raspberry Pi 4 on a kernel whose numbers begin at 512. */
export class PrivateSysfs {
  private readonly root: string;

  /** @param lines BCM numbers of the lines; they are outputs, and low */
  constructor(folder: Folder, lines: readonly number[]) {
    this.root = join(folder.path, 'class');
    const gpio = join(this.root, 'gpio');
    const chip = join(gpio, `gpiochip${BASE}`);
    mkdirSync(chip, { recursive: true });
    for (const [file, text] of [
      ['label', LABEL],
      ['base', BASE],
      ['ngpio', LINES],
    ] as const)
      writeFileSync(join(chip, file), `${text}\n`);
    for (const file of ['export', 'unexport']) writeFileSync(join(gpio, file), '');
    for (const line of lines) {
      mkdirSync(this.pathOf(line));
      writeFileSync(join(this.pathOf(line), 'direction'), 'out\n');
      for (const file of ['value', 'active_low']) writeFileSync(join(this.pathOf(line), file), '0');
    }
  }

  /** The beginning of a command line whose program is to see these lines. */
  get prefix(): readonly string[] {
    return ['unshare', '-m', 'sh', '-c', ENTER, this.root];
  }

  /** The level of a line, `0` or `1`, from its value file. */
  level(line: number): string {
    return readFileSync(join(this.pathOf(line), 'value'), 'utf8').trim();
  }

  private pathOf(line: number): string {
    return join(this.root, 'gpio', `gpio${BASE + line}`);
  }
}

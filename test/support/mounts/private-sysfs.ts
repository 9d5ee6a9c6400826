// A folder that one program alone sees as /sys/class/gpio, with output lines that are plain files.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Folder } from '../program.js';

const BASE = 512;
const LABEL = 'pinctrl-bcm2711';
const LINES = 58;

/** Lines that were exported before keep their direction, whatever is written there: as where a udev rule sets it. */
const ENTER = `
mount --bind "$0" /sys/class
for direction in /sys/class/gpio/gpio*/direction; do
  mount --bind "$direction" "$direction" && mount -o remount,bind,ro "$direction" || exit 1
done
exec "$@"`;

/** Whether this user may have mounts of its own: in a container that is root's privilege, if anybody's. */
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

  /** What a command line has to begin with, so that its program sees these lines. */
  get prefix(): readonly string[] {
    return ['unshare', '-m', 'sh', '-c', ENTER, this.root];
  }

  /** `0` or `1`, as the line's value file has it. */
  level(line: number): string {
    return readFileSync(join(this.pathOf(line), 'value'), 'utf8').trim();
  }

  private pathOf(line: number): string {
    return join(this.root, 'gpio', `gpio${BASE + line}`);
  }
}

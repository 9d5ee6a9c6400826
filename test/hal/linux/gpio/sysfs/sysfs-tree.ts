// A folder that behaves like /sys/class/gpio, and a replacement for the onoff library in it: for machines without GPIO.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Level } from '../../../../../hal/hal.js';
import type { MakeOnoffGpio, OnoffGpio } from '../../../../../hal/linux/gpio/sysfs/onoff-gpio.js';

export interface TreeChip {
  readonly label: string;
  /** Number of its first line. */
  readonly base: number;
  readonly lines: number;
}

/** The files contain the levels, so that all programs with an open value file read and drive the same pin. */
export class SysfsTree {
  private readonly held = new Map<number, string>();
  private readonly watchers = new Map<number, (level: Level) => void>();

  /** @param root an empty folder; the caller removes it later */
  constructor(
    readonly root: string,
    private readonly chips: readonly TreeChip[],
  ) {
    for (const file of ['export', 'unexport']) writeFileSync(join(root, file), '');
    for (const { label, base, lines } of chips) {
      const folder = join(root, `gpiochip${base}`);
      mkdirSync(folder);
      writeFileSync(join(folder, 'label'), `${label}\n`);
      writeFileSync(join(folder, 'base'), `${base}\n`);
      writeFileSync(join(folder, 'ngpio'), `${lines}\n`);
    }
  }

  /** Opens lines of this tree. It replaces onoff. */
  readonly makeGpio: MakeOnoffGpio = (number, direction, edge) => this.openLine(number, direction, edge);

  /** From now on the export of the line fails with this system error code, for example `EBUSY` when a driver uses the line. */
  refuse(number: number, code: string): void {
    this.held.set(number, code);
  }

  isExported(number: number): boolean {
    return this.read(number, 'direction') !== null;
  }

  /** `in` or `out`; null when the line is not exported. */
  direction(number: number): string | null {
    return this.read(number, 'direction');
  }

  level(number: number): Level {
    return this.read(number, 'value') === '1' ? 1 : 0;
  }

  /** Sets an input to these levels, one after the other, before any program can read. The kernel reports them as one edge. */
  change(number: number, ...levels: readonly Level[]): void {
    let level = this.level(number);
    const edges = levels.filter((next) => {
      const isEdge = next !== level;
      level = next;
      return isEdge;
    });
    if (edges.length === 0) return;
    this.write(number, 'value', String(level));
    if (this.read(number, 'edge') === 'both') this.watchers.get(number)?.(level);
  }

  private openLine(number: number, direction: 'in' | 'low' | 'high', edge: 'none' | 'both'): OnoffGpio {
    this.export(number);
    this.write(number, 'active_low', '0');
    if (direction === 'in') {
      this.write(number, 'direction', 'in');
      this.write(number, 'edge', edge);
    } else {
      this.write(number, 'value', direction === 'high' ? '1' : '0');
      this.write(number, 'direction', 'out');
    }
    return {
      direction: () => (this.direction(number) === 'out' ? 'out' : 'in'),
      edge: () => (this.read(number, 'edge') === 'both' ? 'both' : 'none'),
      activeLow: () => this.read(number, 'active_low') === '1',
      readSync: () => this.level(number),
      writeSync: (level) => this.write(number, 'value', String(level)),
      watch: (callback) => {
        this.watchers.set(number, (level) => callback(null, level));
      },
      unexport: () => this.unexport(number),
    };
  }

  private export(number: number): void {
    const refusal = this.held.get(number);
    if (refusal !== undefined) throw systemError(refusal);
    if (this.isExported(number)) return;
    const exists = this.chips.some(({ base, lines }) => number >= base && number < base + lines);
    if (!exists) throw systemError('EINVAL');
    mkdirSync(this.folder(number));
    for (const [file, text] of [
      ['value', '0'],
      ['edge', 'none'],
      ['active_low', '0'],
      ['direction', 'in'],
    ] as const)
      this.write(number, file, text);
  }

  private unexport(number: number): void {
    this.watchers.delete(number);
    rmSync(this.folder(number), { recursive: true, force: true });
  }

  private folder(number: number): string {
    return join(this.root, `gpio${number}`);
  }

  private write(number: number, file: string, text: string): void {
    writeFileSync(join(this.folder(number), file), `${text}\n`);
  }

  private read(number: number, file: string): string | null {
    try {
      return readFileSync(join(this.folder(number), file), 'utf8').trim();
    } catch {
      return null;
    }
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: a line of the tree`), { code });
}

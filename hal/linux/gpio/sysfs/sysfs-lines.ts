// Opens GPIO lines through /sys/class/gpio with the library onoff.
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BinaryValue } from 'onoff';
import { HalError, type Level, type LineHandle } from '../../../hal.js';
import { assertLine } from '../chips.js';
import { claimLine } from '../line-claim.js';
import { explainLineError, isDenied, systemCode } from '../line-errors.js';
import type { Bias, EdgeHandler, Edges, GpioLines, InputLine, InputSettings, OutputLine } from '../lines.js';
import { type MakeOnoffGpio, type OnoffGpio, openOnoffInput, openOnoffOutput } from './onoff-gpio.js';
import { SYSFS_GPIO, type SysfsChip } from './sysfs-chips.js';

/** The time of an edge is taken when the thread handles it. The pacing of the ticks can delay the thread for this time. */
const EDGE_TIME_ERROR_S = 0.003;
/** A udev rule gives the group its rights some time after the line was exported. This takes longer at boot. */
const ATTEMPTS = 20;
const PAUSE_MS = 25;
const ZERO = '0'.charCodeAt(0);

export interface SysfsLinesOptions {
  readonly chip: SysfsChip;
  readonly makeGpio: MakeOnoffGpio;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  readonly root?: string | undefined;
}

export class SysfsLines implements GpioLines {
  readonly backend = 'sysfs';
  readonly chip: SysfsChip;
  readonly edgeTimeErrorS = EDGE_TIME_ERROR_S;
  readonly debounces = false;
  private readonly root: string;

  constructor(private readonly options: SysfsLinesOptions) {
    this.chip = options.chip;
    this.root = options.root ?? SYSFS_GPIO;
  }

  /** Claims the line by a name, because sysfs gives one line to several processes. */
  async claim(line: number): Promise<void> {
    assertLine(this.chip, line);
    if (await claimLine(this.folderOf(this.chip.base + line))) return;
    throw new HalError(
      'in_use',
      `GPIO line ${line} of ${this.chip.label} is an output of another controller.`,
      'Stop the other controller, or configure another line.',
    );
  }

  async openOutput(line: number, initial: Level, bias?: Bias): Promise<OutputLine> {
    this.refuseBias(line, bias);
    return this.opening(line, (number) => {
      const gpio = openOnoffOutput(this.options.makeGpio, number, initial);
      return new SysfsOutput(gpio, this.openValue(number));
    });
  }

  async openInput(
    line: number,
    edges: Edges,
    onEdge: EdgeHandler,
    { bias }: InputSettings = {},
  ): Promise<InputLine> {
    this.refuseBias(line, bias);
    return this.opening(line, (number) => {
      const gpio = openOnoffInput(this.options.makeGpio, number);
      return new SysfsInput(gpio, this.openValue(number), edges, onEdge, this.options.clock);
    });
  }

  /** The machine may rely on the resistor: without it the line floats. So this is an error, not a warning. */
  private refuseBias(line: number, bias: Bias | undefined): void {
    if (bias === undefined) return;
    throw new HalError(
      'not_supported',
      `GPIO line ${line} of ${this.chip.label} is reached through sysfs, which cannot set its bias (${bias}).`,
      'Use the character device (`hal.gpioBackend: chardev`, kernel 5.10 or later), or fit a resistor and remove `bias`.',
    );
  }

  private async opening<T>(line: number, open: (number: number) => T): Promise<T> {
    assertLine(this.chip, line);
    const number = this.chip.base + line;
    for (let attempt = 1; ; attempt++) {
      try {
        return open(number);
      } catch (error) {
        const mayChange = isDenied(systemCode(error)) && existsSync(this.folderOf(number));
        if (!mayChange || attempt === ATTEMPTS) throw explainLineError(error, this.chip, line);
      }
      await sleep(PAUSE_MS);
    }
  }

  /** A descriptor of our own: reading from onoff's descriptor would drop an edge that was not reported yet. */
  private openValue(number: number): number {
    return openSync(join(this.folderOf(number), 'value'), 'r+');
  }

  private folderOf(number: number): string {
    return join(this.root, `gpio${number}`);
  }
}

class SysfsLine {
  readonly handle: LineHandle & { readonly kind: 'sysfs' };
  private readonly buffer = Buffer.alloc(1);

  constructor(fd: number) {
    this.handle = { kind: 'sysfs', fd };
  }

  read(): Level {
    readSync(this.handle.fd, this.buffer, 0, 1, 0);
    return this.buffer[0] === ZERO ? 0 : 1;
  }
}

class SysfsOutput extends SysfsLine implements OutputLine {
  constructor(
    private readonly gpio: OnoffGpio,
    fd: number,
  ) {
    super(fd);
  }

  write(level: Level): void {
    this.gpio.writeSync(level);
  }
}

/**
 * The kernel remembers that there was an edge, not how many. An edge without a change of the level means that the level
 * changed and changed back.
 */
class SysfsInput extends SysfsLine implements InputLine {
  private level: Level;
  private isOpen = true;

  constructor(
    private readonly gpio: OnoffGpio,
    fd: number,
    private readonly edges: Edges,
    private readonly onEdge: EdgeHandler,
    private readonly clock: () => number,
  ) {
    super(fd);
    // Read on onoff's descriptor just before `watch`: every edge after this is reported.
    this.level = gpio.readSync();
    gpio.watch((_error, level) => this.edge(level));
  }

  /** Does nothing: onoff reports each edge as soon as the thread is free. */
  poll(): void {}

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.gpio.unexport();
    closeSync(this.handle.fd);
  }

  private edge(level: BinaryValue): void {
    if (!this.isOpen) return;
    const timeS = this.clock();
    if (level === this.level) this.report(level === 1 ? 0 : 1, timeS);
    this.level = level;
    this.report(level, timeS);
  }

  private report(level: Level, timeS: number): void {
    const isAskedFor = this.edges === 'both' || (this.edges === 'rising') === (level === 1);
    if (isAskedFor) this.onEdge(level, timeS, 0);
  }
}

// A GPIO chip in memory, in virtual time: a test or the simulated plant sets the levels of its pins.
import { HalError, type Level } from '../../hal.js';
import { assertLine, type GpioChip } from '../../linux/gpio/chips.js';
import type { EdgeHandler, GpioLines, InputLine, OpenGpioLines, OutputLine } from '../../linux/gpio/lines.js';

/** Number of lines of the chip behind a Raspberry Pi's header. */
export const HEADER_LINES = 54;

export interface VirtualGpioOptions {
  /** Default {@link HEADER_LINES}. */
  readonly lines?: number | undefined;
  readonly label?: string | undefined;
}

/** Most edges that wait for a busy thread, as in the kernel. */
const EDGE_BUFFER = 1024;

interface Pin {
  level: Level;
  input: VirtualInput | null;
  isHeld: boolean;
  fault: Error | null;
}

/** It has no descriptors, so the guard cannot use its lines. */
export class VirtualGpio {
  readonly chip: GpioChip;
  /** While true, edges wait until the next poll, as when the thread is busy. */
  isHeldUp = false;
  private readonly pins: readonly Pin[];

  constructor({ lines = HEADER_LINES, label = 'virtual' }: VirtualGpioOptions = {}) {
    this.chip = { name: 'virtual', label, lines, base: null };
    this.pins = Array.from({ length: lines }, () => ({ level: 0, input: null, isHeld: false, fault: null }));
  }

  /** Pass this to a HAL as `openGpio`. Any label means this chip. */
  readonly open: OpenGpioLines = async (_chip, clock) => this.linesIn(clock);

  /** The level of a pin, input or output. */
  level(line: number): Level {
    return this.pins[line]!.level;
  }

  /** Sets the level of an input at `timeS`, monotonic seconds. */
  set(line: number, level: Level, timeS: number): void {
    const pin = this.pins[line]!;
    if (pin.level === level) return;
    pin.level = level;
    pin.input?.edge(level, timeS, this.isHeldUp);
  }

  /** Makes the line occupied, as by another program. */
  hold(line: number): void {
    this.pins[line]!.isHeld = true;
  }

  /** From now on reading and writing the line throws `fault`; null ends that. */
  break(line: number, fault: Error | null): void {
    this.pins[line]!.fault = fault;
  }

  private linesIn(clock: () => number): GpioLines {
    return {
      backend: 'character device',
      chip: this.chip,
      edgeTimeErrorS: 0,
      // Nothing bounces here.
      debounces: true,
      claim: async () => {},
      openOutput: async (line, initial) => {
        const pin = this.take(line);
        pin.level = initial;
        return outputOf(pin);
      },
      openInput: async (line, edges, onEdge) => {
        const pin = this.take(line);
        const input = new VirtualInput(pin, edges, onEdge, clock);
        pin.input = input;
        return input;
      },
    };
  }

  private take(line: number): Pin {
    assertLine(this.chip, line);
    const pin = this.pins[line]!;
    if (pin.isHeld) {
      throw new HalError('in_use', `GPIO line ${line} of ${this.chip.label} is in use.`, 'Release it first.');
    }
    pin.isHeld = true;
    return pin;
  }
}

class VirtualInput implements InputLine {
  readonly handle = null;
  private readonly waiting: { readonly level: Level; readonly timeS: number }[] = [];
  private missed = 0;

  constructor(
    private readonly pin: Pin,
    private readonly edges: 'rising' | 'falling' | 'both',
    private readonly onEdge: EdgeHandler,
    private readonly clock: () => number,
  ) {}

  read(): Level {
    return readPin(this.pin);
  }

  edge(level: Level, timeS: number, isHeldUp: boolean): void {
    if (this.edges !== 'both' && (this.edges === 'rising') !== (level === 1)) return;
    this.waiting.push({ level, timeS: Math.min(timeS, this.clock()) });
    if (this.waiting.length > EDGE_BUFFER) {
      this.waiting.shift();
      this.missed++;
    }
    if (!isHeldUp) this.poll();
  }

  poll(): void {
    for (const { level, timeS } of this.waiting.splice(0)) {
      const missed = this.missed;
      this.missed = 0;
      this.onEdge(level, timeS, missed);
    }
  }

  close(): void {
    this.pin.input = null;
    this.pin.isHeld = false;
    this.waiting.length = 0;
  }
}

function outputOf(pin: Pin): OutputLine {
  return {
    handle: null,
    read: () => readPin(pin),
    write: (level) => {
      if (pin.fault !== null) throw pin.fault;
      pin.level = level;
    },
  };
}

function readPin({ fault, level }: Pin): Level {
  if (fault !== null) throw fault;
  return level;
}

// GPIO lines through the character device, with the kernel's own time stamps of the edges.
import { join } from 'node:path';
import type { Level, LineHandle } from '../../../hal.js';
import { assertLine, type GpioChip } from '../chips.js';
import { explainLineError } from '../line-errors.js';
import type { Bias, EdgeHandler, Edges, GpioLines, InputLine, InputSettings, OutputLine } from '../lines.js';
import { DEVICES, withDevice } from './device-chips.js';
import { getLineLevel, type Kernel, lineValuesBuffer, setLineLevel } from './kernel.js';
import {
  eventLevel,
  eventSequence,
  eventTimeS,
  inputRequest,
  LAYOUT,
  lineInfoRequest,
  outputRequest,
  REQUEST,
  readConsumer,
  readLineFd,
} from './uapi.js';
import type { WatchReadable } from './watch-readable.js';

const EVENTS_A_READ = 64;
/** Enough to read the kernel's buffer once: a line that changes all the time must not block the thread. */
const MAX_READS = 16;
/** The kernel takes the time of an edge in the interrupt. */
const EDGE_TIME_ERROR_S = 0.0001;
const UINT32 = 2 ** 32;

export interface DeviceLinesOptions {
  readonly chip: GpioChip;
  readonly kernel: Kernel;
  /** null when edges are only reported by `poll`. */
  readonly watch: WatchReadable | null;
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  readonly root?: string | undefined;
  /** The kernel's CLOCK_MONOTONIC in seconds. The times of edges come from it. */
  readonly kernelClock?: (() => number) | undefined;
}

export class DeviceLines implements GpioLines {
  readonly backend = 'character device';
  readonly chip: GpioChip;
  readonly edgeTimeErrorS = EDGE_TIME_ERROR_S;
  readonly debounces = true;
  private readonly path: string;
  /** The kernel's clock minus ours, seconds. Both run at the same rate. */
  private readonly clockOffsetS: number;

  constructor(private readonly options: DeviceLinesOptions) {
    const { chip, root = DEVICES, clock, kernelClock = hrtimeS } = options;
    this.chip = chip;
    this.path = join(root, chip.name);
    this.clockOffsetS = kernelClock() - clock();
  }

  /** Does nothing: the kernel gives a line to one process only. */
  async claim(): Promise<void> {}

  async openOutput(line: number, initial: Level, bias?: Bias): Promise<OutputLine> {
    return new DeviceOutput(this.options.kernel, this.request(line, outputRequest(line, initial, bias)));
  }

  async openInput(
    line: number,
    edges: Edges,
    onEdge: EdgeHandler,
    settings?: InputSettings,
  ): Promise<InputLine> {
    const fd = this.request(line, inputRequest(line, edges, settings));
    return new DeviceInput(fd, onEdge, this.clockOffsetS, this.options);
  }

  private request(line: number, request: Buffer): number {
    const { kernel } = this.options;
    assertLine(this.chip, line);
    try {
      withDevice(this.path, (fd) => kernel.ioctl(fd, REQUEST.getLine, request));
      return readLineFd(request);
    } catch (error) {
      throw explainLineError(error, this.chip, line, this.holderOf(line));
    }
  }

  private holderOf(line: number): string {
    const info = lineInfoRequest(line);
    try {
      withDevice(this.path, (fd) => this.options.kernel.ioctl(fd, REQUEST.lineInfo, info));
    } catch {
      return '';
    }
    return readConsumer(info);
  }
}

class DeviceLine {
  readonly handle: LineHandle & { readonly kind: 'gpio-v2' };
  protected readonly values = lineValuesBuffer();

  constructor(
    protected readonly kernel: Kernel,
    fd: number,
  ) {
    this.handle = { kind: 'gpio-v2', fd, index: 0 };
  }

  read(): Level {
    return getLineLevel(this.kernel, this.handle.fd, 0, this.values);
  }
}

class DeviceOutput extends DeviceLine implements OutputLine {
  write(level: Level): void {
    setLineLevel(this.kernel, this.handle.fd, 0, level, this.values);
  }
}

class DeviceInput extends DeviceLine implements InputLine {
  private readonly events = Buffer.alloc(EVENTS_A_READ * LAYOUT.lineEvent.size);
  private lastSequence = 0;
  private isOpen = true;
  private unwatch: (() => void) | null = null;

  constructor(
    fd: number,
    private readonly onEdge: EdgeHandler,
    private readonly clockOffsetS: number,
    { kernel, watch }: DeviceLinesOptions,
  ) {
    super(kernel, fd);
    kernel.setNonBlocking(fd);
    this.unwatch = watch?.(fd, () => this.readable()) ?? null;
  }

  poll(): void {
    if (this.isOpen) this.readable();
  }

  close(): void {
    if (!this.isOpen) return;
    this.isOpen = false;
    this.endWatch();
    this.kernel.close(this.handle.fd);
  }

  /** The descriptor of a removed line stays readable for ever, so the watch ends here. Reading the level reports the loss. */
  private readable(): void {
    try {
      this.drain();
    } catch {
      this.endWatch();
    }
  }

  private drain(): void {
    for (let reads = 0; reads < MAX_READS && this.isOpen; reads++) {
      const bytes = this.kernel.read(this.handle.fd, this.events);
      const count = Math.floor(bytes / LAYOUT.lineEvent.size);
      for (let i = 0; i < count; i++) this.report(i);
      if (count < EVENTS_A_READ) return;
    }
  }

  private report(i: number): void {
    const sequence = eventSequence(this.events, i);
    const missed = (sequence - this.lastSequence - 1 + UINT32) % UINT32;
    this.lastSequence = sequence;
    this.onEdge(eventLevel(this.events, i), eventTimeS(this.events, i) - this.clockOffsetS, missed);
  }

  private endWatch(): void {
    this.unwatch?.();
    this.unwatch = null;
  }
}

/** Node's monotonic clock is CLOCK_MONOTONIC. */
function hrtimeS(): number {
  return Number(process.hrtime.bigint()) / 1e9;
}

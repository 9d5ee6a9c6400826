// What the drivers ask of the operating system's GPIO lines, whichever way they are reached.
import type { Level, LineHandle } from '../../hal.js';
import type { GpioChip } from './chips.js';

export type GpioBackend = 'sysfs' | 'character device';

/**
 * An edge of an input.
 *
 * @param level the line's level after the edge
 * @param timeS monotonic seconds: of the edge itself, or of its arrival where the kernel does not stamp edges
 * @param missed edges of the kind that was asked for that got lost right before this one
 */
export type EdgeHandler = (level: Level, timeS: number, missed: number) => void;

/** Levels are those at the pin: what high means is the driver's to say. */
interface GpioLine {
  /** The line for a thread that loads no driver; null where there is none. Stays the same until {@link close}. */
  readonly handle: LineHandle | null;
  /** The level at the pin. Throws an `Error` of the system when it cannot be read. */
  read(): Level;
}

export interface InputLine extends GpioLine {
  /** Hands over the edges that wait in the kernel, if they do not come by themselves at once. */
  poll(): void;
  /** No edge is told any more. */
  close(): void;
}

/** An output is never given back: it keeps its level until the process ends and, through sysfs, beyond. */
export interface OutputLine extends GpioLine {
  /** Throws an `Error` of the system when the level cannot be written. */
  write(level: Level): void;
}

/** The lines of one chip. Both openings reject with a `HalError`: `in_use`, `not_permitted`, `not_supported`, `failed`. */
export interface GpioLines {
  readonly backend: GpioBackend;
  readonly chip: GpioChip;
  /** How late the time of an edge may be at the worst in normal running, seconds. */
  readonly edgeTimeErrorS: number;
  /** Keeps other controllers from the line until this process ends. Rejects with `in_use` when one has it. */
  claim(line: number): Promise<void>;
  /** Makes the line an output that has the level `initial` from its first moment. */
  openOutput(line: number, initial: Level): Promise<OutputLine>;
  /** @param edges which edges `onEdge` is told; both are the rule, one spares work at high rates */
  openInput(line: number, edges: 'rising' | 'falling' | 'both', onEdge: EdgeHandler): Promise<InputLine>;
}

/**
 * Finds a chip and the way to its lines. Rejects with a `HalError` that lists the chips there are when the label names
 * none of them, or several.
 *
 * @param chip a label, or `auto`
 * @param clock monotonic time in seconds, of the edges
 */
export type OpenGpioLines = (chip: string, clock: () => number) => Promise<GpioLines>;

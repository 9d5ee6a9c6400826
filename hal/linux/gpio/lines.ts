// The interface of the operating system's GPIO lines for the drivers, the same for sysfs and the character device.
import type { Level, LineHandle } from '../../hal.js';
import type { GpioChip } from './chips.js';
import type { BACKEND_CHOICES, BIASES } from './line-schema.js';

export type GpioBackend = 'sysfs' | 'character device';

export type BackendChoice = (typeof BACKEND_CHOICES)[number];

export type Bias = (typeof BIASES)[number];

export interface InputSettings {
  /** When left out, the resistor stays as it is. */
  readonly bias?: Bias | undefined;
  /** The level counts when it was stable for this time, s; 0 when left out. Only where the lines have {@link GpioLines.debounces}. */
  readonly debounceS?: number | undefined;
}

/**
 * An edge of an input.
 *
 * @param level the line's level after the edge
 * @param timeS monotonic seconds: time of the edge, or of its arrival when the kernel gives no time
 * @param missed number of requested edges that were lost just before this one
 */
export type EdgeHandler = (level: Level, timeS: number, missed: number) => void;

/** The edges that an input reports. */
export type Edges = 'rising' | 'falling' | 'both';

/** Levels are those at the pin. The driver knows what high means. */
interface GpioLine {
  /** The line for a thread that loads no driver; null when there is none. Does not change until {@link close}. */
  readonly handle: LineHandle | null;
  /** The level at the pin. Throws a system `Error` when it cannot be read. */
  read(): Level;
}

export interface InputLine extends GpioLine {
  /** Reports the edges that wait in the kernel. Does nothing where edges are always reported at once. */
  poll(): void;
  /** Frees the line. No edge is reported after this call. */
  close(): void;
}

/** An output is never freed: it keeps its level until the process ends. With sysfs it keeps the level longer. */
export interface OutputLine extends GpioLine {
  /** Throws a system `Error` when the level cannot be written. */
  write(level: Level): void;
}

/** The lines of one chip. Both openings reject with a `HalError`: `in_use`, `not_permitted`, `not_supported` (a bias that cannot be
 * set, for example), `failed`. */
export interface GpioLines {
  readonly backend: GpioBackend;
  readonly chip: GpioChip;
  /** Largest delay of an edge's time in normal running, seconds. */
  readonly edgeTimeErrorS: number;
  /** Whether the kernel can debounce an input. */
  readonly debounces: boolean;
  /** Reserves the line until this process ends. Rejects with `in_use` when another controller has it. */
  claim(line: number): Promise<void>;
  /** Makes the line an output that has the level `initial` from its first moment. */
  openOutput(line: number, initial: Level, bias?: Bias): Promise<OutputLine>;
  /** @param edges which edges `onEdge` receives; one of them instead of both means less work at high pulse rates */
  openInput(line: number, edges: Edges, onEdge: EdgeHandler, settings?: InputSettings): Promise<InputLine>;
}

/**
 * Finds a chip and opens access to its lines. When the label matches no chip or several ones, rejects with a `HalError`
 * that lists the chips of the machine.
 *
 * @param chip a label, or `auto`
 * @param clock monotonic time in seconds, for the times of edges
 * @param backend default `auto`
 */
export type OpenGpioLines = (
  chip: string,
  clock: () => number,
  backend?: BackendChoice,
) => Promise<GpioLines>;

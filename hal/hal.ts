// The hardware abstraction layer (HAL): the interface between the controller and any hardware, real or simulated.
import type { SampleLimits, SampleTable } from './samples.js';

export type HalKind = 'sim' | 'linux';

/**
 * What an output does in the plant. This decides when the controller energises it:
 * - `brake`: released while energised; - `contactor`: connects the generator while energised;
 * - `load`: a setpoint, 0..1 of the rated torque; - `heartbeat`: toggled every control tick.
 */
export type OutputRole = 'brake' | 'contactor' | 'load' | 'heartbeat';

export interface OutputInfo {
  readonly name: string;
  readonly role: OutputRole;
  /** The value that the output has without power. It is written on every trip. */
  readonly safe: number;
  /** True when a feedback contact shows whether the output does what it is told. */
  readonly hasFeedback?: true;
}

/** The counters of a HAL: `values[i]` belongs to `names[i]`. Names are paths in the health document. */
export interface CounterTable {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** What is known about a HAL's sources beside its counters. Names are paths in the health document; null when not known. */
export type Remarks = Readonly<Record<string, string | number | null>>;

/** A source is a unit that fails as a whole: a port, a device on a bus, a pin. Its name is `serial.chain`, `sim`, ... */
export interface HalListener {
  /** The source has stopped delivering. `reason` is one sentence for the log. */
  lost(source: string, reason: string): void;
  /** The source delivers again. */
  recovered(source: string): void;
  /**
   * A person has to look at the source. `finding` is two sentences for the log: what was found, what to do.
   *
   * @param isTalking true when the source delivers, but nothing that can be used, until it has {@link recovered}. Opening it again
   * would not help. Without it the source works
   */
  warned(source: string, finding: string, isTalking?: boolean): void;
  /**
   * The emergency stop was pressed or released. Called at each edge, and once with the first level that is known. A line
   * that cannot be read counts as pressed.
   */
  emergencyStop(pressed: boolean): void;
}

/**
 * A line as a file descriptor that the HAL opened, for a thread without drivers. Levels are those of the descriptor:
 * active-low wiring is not considered.
 * - `sysfs`: a value file, `0` or `1` at position 0;
 * - `gpio-v2`: a line request of the GPIO character device; the line is the `index`th of the request.
 */
export type LineHandle =
  | { readonly kind: 'sysfs'; readonly fd: number }
  | { readonly kind: 'gpio-v2'; readonly fd: number; readonly index: number };

export type Level = 0 | 1;

/** An output that another thread can make safe without the HAL. */
export interface GuardedOutput {
  readonly name: string;
  readonly line: LineHandle;
  readonly safeLevel: Level;
}

/** The lines that the guard reads and drives while the control thread does not run. */
export interface GuardedLines {
  readonly outputs: readonly GuardedOutput[];
  readonly emergencyStop: { readonly line: LineHandle; readonly pressedLevel: Level } | null;
}

/** The guarded lines of a HAL whose outputs are not lines. */
export const NO_GUARDED_LINES: GuardedLines = { outputs: [], emergencyStop: null };

export type HalErrorCode = 'in_use' | 'not_found' | 'not_permitted' | 'not_supported' | 'failed';

/** Why a HAL could not be opened. The message says what is wrong, `fix` says what to do about it. */
export class HalError extends Error {
  override readonly name = 'HalError';
  constructor(
    readonly code: HalErrorCode,
    message: string,
    readonly fix: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

/**
 * Lifecycle: `open` once, then any number of `advance` and `write`, then `close` once. Between `open` and `close`
 * sources may be lost and recovered any number of times; a lost source is reopened by the HAL itself.
 *
 * Only `open` and `close` may wait. Drivers work on their own events and put their samples into
 * {@link samples}.
 */
export interface Hal {
  readonly kind: HalKind;
  /** The channels this HAL measures, and their latest samples. */
  readonly samples: SampleTable;
  /** The sources of each row of {@link samples}. Several sources can measure the same channel. */
  readonly sourcesOf: readonly (readonly string[])[];
  readonly outputs: readonly OutputInfo[];
  /** What the feedback contact of each of {@link outputs} says: a FEEDBACK. Updated by {@link advance}; the same array each time. */
  readonly feedback: Uint8Array;
  readonly counters: CounterTable;
  /** Called once a second; makes a new object. */
  remarks(): Remarks;

  /**
   * Starts delivering. A device that is missing is not an error: its source is lost and is tried again. Rejects
   * with a {@link HalError} when waiting does not help: a port that another program uses, a missing permission.
   *
   * @param nowS monotonic time in seconds
   */
  open(nowS: number, listener: HalListener): Promise<void>;

  /** Changes the range of plausible values of a channel, from the next sample on. Unknown channels are ignored. */
  setRange(channel: string, range: Pick<SampleLimits, 'min' | 'max'>): void;

  /** Advances a HAL without own events, for example a simulation, to the monotonic time `nowS` in seconds. */
  advance(nowS: number): void;

  /** Drives the outputs: value `i` is for `outputs[i]`. Called in each control tick. The caller may reuse the array. */
  write(setpoints: Float64Array): void;

  /**
   * The lines that another thread may read and write besides this HAL. Their descriptors stay the same from `open` to
   * `close`. An output that is missing here (a setpoint on a serial line or a bus) is made safe by the timeout of its receiver.
   */
  guardedLines(): GuardedLines;

  /** Drops input that was sent before `nowS`, in monotonic seconds: after a stall of the process, buffered data is old. */
  discardInput(nowS: number): void;

  /**
   * Closes and opens a source again, or opens it now when it is closed. The controller's recovery calls this. A source
   * that is being opened, or that was opened too recently to have delivered, is left alone. Unknown ones are ignored.
   */
  reopen(source: string): void;

  /** Stops delivering. Outputs keep the values of the last {@link write}. */
  close(): Promise<void>;
}

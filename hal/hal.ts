// The hardware abstraction layer: what the controller asks of serial lines, pins, buses and simulated plants alike.
import type { SampleLimits, SampleTable } from './samples.js';

export type HalKind = 'sim' | 'linux';

/**
 * What an output does for the plant, which decides when the controller energises it:
 * - `brake`: energised releases it; - `contactor`: energised connects the generator;
 * - `load`: a setpoint, 0..1 of the rated torque; - `heartbeat`: toggled every control tick.
 */
export type OutputRole = 'brake' | 'contactor' | 'load' | 'heartbeat';

export interface OutputInfo {
  readonly name: string;
  readonly role: OutputRole;
  /** The value without power, written on every trip. */
  readonly safe: number;
}

/** Counters that a HAL keeps, as one array: name `i` belongs to value `i`. Names are paths of the health document. */
export interface CounterTable {
  readonly names: readonly string[];
  readonly values: Float64Array;
}

/** A source is what can be lost as a whole: a port, a device on a bus, a pin. Named `serial.chain`, `sim`, ... */
export interface HalListener {
  /** The source delivers nothing any more. `reason` is one sentence for the log. */
  lost(source: string, reason: string): void;
  /** The source delivers again. */
  recovered(source: string): void;
  /**
   * The emergency stop was pressed or released, called at the edge; and its first level, once it is known. A line that
   * cannot be read counts as pressed.
   */
  emergencyStop(pressed: boolean): void;
}

/**
 * A line by a descriptor that the HAL opened, for a thread that must load no driver: levels are those that the descriptor
 * itself takes and gives, whatever the line is wired to.
 * - `sysfs`: a value file, `0` or `1` at position 0;
 * - `gpio-v2`: a line request of the GPIO character device; the line is the `index`th of the request.
 */
export type LineHandle =
  | { readonly kind: 'sysfs'; readonly fd: number }
  | { readonly kind: 'gpio-v2'; readonly fd: number; readonly index: number };

export type Level = 0 | 1;

/** An output that can be made safe without the HAL. */
export interface GuardedOutput {
  readonly name: string;
  readonly line: LineHandle;
  readonly safeLevel: Level;
}

/** The lines that the guard watches and drives while the control thread stands still. */
export interface GuardedLines {
  readonly outputs: readonly GuardedOutput[];
  readonly emergencyStop: { readonly line: LineHandle; readonly pressedLevel: Level } | null;
}

/** The guarded lines of a HAL whose outputs are no lines. */
export const NO_GUARDED_LINES: GuardedLines = { outputs: [], emergencyStop: null };

export type HalErrorCode = 'in_use' | 'not_found' | 'not_permitted' | 'not_supported' | 'failed';

/** Why a HAL could not be opened. The message says what is wrong, `fix` what to do about it. */
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
 * Nothing here but `open` and `close` may wait: drivers work on events of their own and leave their samples in
 * {@link samples}.
 */
export interface Hal {
  readonly kind: HalKind;
  /** The channels this HAL measures, and their latest samples. */
  readonly samples: SampleTable;
  /** The sources of each row of {@link samples}: more than one where they share a channel. */
  readonly sourcesOf: readonly (readonly string[])[];
  readonly outputs: readonly OutputInfo[];
  readonly counters: CounterTable;

  /**
   * Starts delivering. A device that is not there yet is no error: it is a lost source that is tried again. Rejects
   * with a {@link HalError} on what waiting does not mend: a port that another program holds, a missing permission.
   *
   * @param nowS monotonic time in seconds
   */
  open(nowS: number, listener: HalListener): Promise<void>;

  /** Another range of plausible values for a channel, from the next sample on. Unknown channels are ignored. */
  setRange(channel: string, range: Pick<SampleLimits, 'min' | 'max'>): void;

  /** Lets a HAL without events of its own (a simulation, a replay) catch up to the monotonic time `nowS`. */
  advance(nowS: number): void;

  /** Drives the outputs: value `i` belongs to `outputs[i]`. Called each control tick; the values are the caller's. */
  write(setpoints: Float64Array): void;

  /**
   * What another thread may write and read beside this HAL, by descriptors that stay the same from `open` to `close`. An
   * output that is not among them (a setpoint on a serial line or a bus) is made safe by its receiver's own timeout.
   */
  guardedLines(): GuardedLines;

  /** Drops input that was sent before `nowS`: after a stall of the process what waited in a buffer is old. */
  discardInput(nowS: number): void;

  /**
   * Closes and opens a source again, or opens it now when it is closed: the controller's recovery asks for it. One that is
   * just being opened, or was and has not had the time to say something, is left alone. Unknown sources are ignored.
   */
  reopen(source: string): void;

  /** Stops delivering. Outputs keep the last values that {@link write} was given. */
  close(): Promise<void>;
}

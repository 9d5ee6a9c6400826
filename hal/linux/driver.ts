// The interface between the HAL and a device driver: a source of channels and a sink of outputs that is opened and closed.
import type { Feedback } from '../feedback.js';
import type { GuardedLines, HalListener, OutputInfo, Remarks } from '../hal.js';
import type { SampleTable } from '../samples.js';

/** What the HAL gives a driver to work with. */
export interface DriverContext {
  /** Has a row for each of the driver's {@link Driver.channels}. */
  readonly samples: SampleTable;
  /** The driver's own counters, in the order of its {@link Driver.counterNames}. */
  readonly counters: Float64Array;
  readonly listener: HalListener;
}

/** The rules of `Hal` apply to the methods of the same name: only `open` and `close` may wait. */
export interface Driver {
  /** Kind and name of the source: `serial.chain`. */
  readonly source: string;
  readonly channels: readonly string[];
  /** Seconds without a sample after which a channel of this driver is stale. */
  readonly staleAfterS: number;
  /** Names without the source. The HAL puts the source before them. */
  readonly counterNames: readonly string[];
  readonly outputs: readonly OutputInfo[];

  open(nowS: number, context: DriverContext): Promise<void>;
  advance(nowS: number): void;
  /** Drives the output `index` of {@link outputs}. `value` is finite. */
  write(index: number, value: number): void;
  /** What the feedback contact of the output `index` says. Only for drivers whose outputs can have one. */
  feedbackOf?(index: number): Feedback;
  discardInput(nowS: number): void;
  reopen(): void;
  /** By names without the source. Only for drivers that have something to say. */
  remarks?(): Remarks;
  close(): Promise<void>;
  /** The lines that the guard's thread can write directly. Only for drivers that have such lines; valid after `open`. */
  guardedLines?(): GuardedLines;
}

// What a device driver is to the HAL: a source of channels, a sink of outputs, and a lifecycle of its own.
import type { GuardedLines, HalListener, OutputInfo } from '../hal.js';
import type { SampleTable } from '../samples.js';

/** What the HAL gives a driver to work with. */
export interface DriverContext {
  /** Has a row for each of the driver's {@link Driver.channels}. */
  readonly samples: SampleTable;
  /** The driver's own counters, in the order of its {@link Driver.counterNames}. */
  readonly counters: Float64Array;
  readonly listener: HalListener;
}

/** The rules of `Hal` hold for the methods of the same name: nothing but `open` and `close` may wait. */
export interface Driver {
  /** Kind and name: `serial.chain`. */
  readonly source: string;
  readonly channels: readonly string[];
  /** Seconds without a sample after which a channel of this driver is stale. */
  readonly staleAfterS: number;
  /** Without the source, which the HAL puts before them. */
  readonly counterNames: readonly string[];
  readonly outputs: readonly OutputInfo[];

  open(nowS: number, context: DriverContext): Promise<void>;
  advance(nowS: number): void;
  /** Drives the output `index` of {@link outputs}. `value` is finite. */
  write(index: number, value: number): void;
  discardInput(nowS: number): void;
  reopen(): void;
  close(): Promise<void>;
  /** Of a driver whose lines another thread can reach, once it is open. */
  guardedLines?(): GuardedLines;
}

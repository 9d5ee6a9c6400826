// What a sensor on a bus is to its driver: how it is set up, and how it is read.
import type { ReadableRegisters, Registers } from '../registers.js';

/**
 * Takes a reading.
 *
 * @param index of the channel in {@link Chip.channels}
 * @param value in the channel's unit; NaN when the chip says that there is none
 * @param timeS end of the conversion, monotonic seconds
 */
export type Deliver = (index: number, value: number, timeS: number) => void;

/** What waits for the chip rejects with an `I2cFault`, or with what its registers reject with. */
export interface Chip {
  readonly channels: readonly string[];
  /** Seconds between the beginnings of two readings. */
  readonly periodS: number;
  /**
   * Reads what tells the chip from others, and writes nothing. Resolves to whether there is an id that does; rejects with an
   * `I2cFault` of kind `garbage` when it is another chip.
   */
  identify(registers: ReadableRegisters): Promise<boolean>;
  /**
   * Makes sure that it is the right chip, and has the right settings. Called first, and after the chip was lost. Resolves to when the
   * first reading with these settings can be had, monotonic seconds.
   */
  setUp(registers: Registers, clock: () => number): Promise<number>;
  /** Delivers a reading, or none where a conversion is under way. */
  read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void>;
  /** What was begun before is old: the process stood still. */
  restart(): void;
}

// The interface between the sensor driver and the code of one chip: how to identify it, set it up and read it.
import type { ReadableRegisters, Registers } from '../registers.js';

/**
 * Takes a reading.
 *
 * @param index index of the channel in {@link Chip.channels}
 * @param value in the channel's unit; NaN when the chip reports that it has no value
 * @param timeS end of the conversion, monotonic seconds
 */
export type Deliver = (index: number, value: number, timeS: number) => void;

/**
 * What the id of a chip says: that it is the expected one; that this kind of chip has no id; or that it is a compatible chip, with a
 * sentence on what was found and one on what to do.
 */
export type Identity = 'known' | 'without id' | { readonly what: string; readonly fix: string };

/** The promises reject with an `I2cFault`, or with the error of the registers. */
export interface Chip {
  readonly channels: readonly string[];
  /** Seconds between the starts of two readings; 0 reads with each base tick. */
  readonly periodS: number;
  /**
   * Checks that the chip is the expected one, and writes nothing. Rejects with an `I2cFault` of kind `garbage` when it is another chip.
   */
  identify(registers: ReadableRegisters): Promise<Identity>;
  /**
   * Writes the settings. Called after {@link identify}, first and after the chip was lost. Resolves to the time when the first reading
   * with these settings is available, monotonic seconds.
   */
  setUp(registers: Registers, clock: () => number): Promise<number>;
  /** Delivers a reading, or nothing while a conversion is under way. */
  read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void>;
  /** Drops a conversion that was started before. Called after the process stalled. */
  restart(): void;
}

// What a sensor on a bus is to its driver: how it is set up, and how it is read.
import type { Registers } from '../registers.js';

/**
 * Takes a reading.
 *
 * @param index of the channel in {@link Chip.channels}
 * @param value in the channel's unit; NaN when the chip says that there is none
 * @param timeS end of the conversion, monotonic seconds
 */
export type Deliver = (index: number, value: number, timeS: number) => void;

/** Both methods reject with an `I2cFault`. */
export interface Chip {
  readonly channels: readonly string[];
  /** Seconds between the beginnings of two readings. */
  readonly periodS: number;
  /** Makes sure that it is the right chip, and has the right settings. Called first, and after the chip was lost. */
  setUp(registers: Registers, clock: () => number): Promise<void>;
  /** Delivers a reading, or none where a conversion is under way. */
  read(registers: Registers, clock: () => number, deliver: Deliver): Promise<void>;
  /** What was begun before is old: the process stood still. */
  restart(): void;
}

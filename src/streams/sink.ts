// What stands at the end of a stream: takes messages, and says how it fares.
import type { StreamMessage } from './stream-message.js';
import type { Tally } from './tally.js';

export interface Sink {
  /**
   * Takes a message or drops it, and tells its tally which, now or later. It may throw: that counts as `failed`.
   *
   * @param nowS time of the frames, s
   */
  offer(message: StreamMessage, seq: number, nowS: number): void;
  /** Messages that were taken and are not yet sent. */
  readonly waiting: number;
  /** How many may wait. */
  readonly limit: number;
  /** It gets nothing for now, because it failed. */
  readonly isParked: boolean;
  /** Nothing comes any more. */
  close?(): void;
}

/** Makes the sink of a subscriber, which counts into the subscriber's tally. */
export type MakeSink = (tally: Tally) => Sink;

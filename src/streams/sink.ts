// The receiving end of a stream: takes messages and reports its state.
import type { StreamMessage } from './stream-message.js';
import type { Tally } from './tally.js';

export interface Sink {
  /**
   * Takes a message or drops it, and records the outcome in its tally, now or later. An exception counts as `failed`.
   *
   * @param nowS time of the frame, s
   */
  offer(message: StreamMessage, seq: number, nowS: number): void;
  /** The number of accepted messages that are not sent yet. */
  readonly waiting: number;
  /** How many messages may wait. */
  readonly limit: number;
  /** True while the sink gets no messages because it failed. */
  readonly isParked: boolean;
  /** Ends the sink: no more messages follow. */
  close?(): void;
}

/** Makes the sink of a subscriber. The sink counts in the subscriber's tally. */
export type MakeSink = (tally: Tally) => Sink;

// What the comms thread needs of the store: events to publish, present alarms, minutes, history, and frames of an outage.

import type { HistoryChunk } from '../../history/chunk.js';
import type { HistoryAnswer, HistoryRequest } from '../../history/request.js';
import type {
  FrameBlock,
  FramePlace,
  FramesWaiting,
  MinutePlace,
  NumberedMinute,
  StoredFrames,
  StoredMinute,
} from '../../store/protocol.js';
import type { Alert, StoredEvent } from '../../vocabulary/events.js';

/** The per-minute statistics in the store. Every method rejects while the store is being restarted. */
export interface MinuteStore {
  /** Resolves when the minute is durable. Storing the same minute again changes nothing. */
  putMinute(minute: StoredMinute): Promise<void>;
  /** Minutes after a place that began before `beforeMs` (ms since the epoch), in order of time, at most `limit` and at most 1000. */
  minutesAfter(after: MinutePlace, beforeMs: number, limit: number): Promise<readonly NumberedMinute[]>;
}

/** The telemetry and priority messages that the broker does not have. Every method rejects while the store is being restarted. */
export interface FrameStore {
  /** Resolves when the block is durable. Storing the same block again changes nothing. */
  putFrames(block: FrameBlock): Promise<FramesWaiting>;
  /** The oldest block behind the one with this id (0: the oldest of all); null when there is none. */
  framesAfter(id: number): Promise<StoredFrames | null>;
  /** Every message up to this place is delivered, and can be deleted. */
  framesDelivered(place: FramePlace): Promise<FramesWaiting>;
  framesWaiting(): Promise<FramesWaiting>;
  /** Called whenever something was stored, and when the store works again. */
  onStored(listener: () => void): void;
}

/** The history in the store. Every method rejects while the store is being restarted. */
export interface HistoryStore {
  /** Resolves when the chunk is durable. Storing the same chunk again changes nothing. */
  putHistory(chunk: HistoryChunk): Promise<void>;
  /** Answers a question. */
  history(request: HistoryRequest): Promise<HistoryAnswer>;
}

/**
 * Every method that returns a promise may reject while the store is being restarted; the caller tries again.
 * An event is not available here before it is stored. Times are milliseconds of a clock that does not jump, the same one
 * in {@link acknowledged} and {@link resumePoint}.
 */
export interface EventSource {
  /** The highest `seq` that is stored, as far as known. */
  readonly storedUpTo: number;
  /** Stored events with a higher `seq`, in order, at most `limit`. */
  eventsAfter(seq: number, limit: number): Promise<readonly StoredEvent[]>;
  /** The broker has acknowledged this event and all before it. */
  acknowledged(seq: number, atMs: number): void;
  /**
   * The `seq` after which publishing continues. Events that were acknowledged shortly before the connection was lost are
   * published again. `lossAtMs` is null when the time of the loss is unknown, because the program was restarted since.
   */
  resumePoint(lossAtMs: number | null): Promise<number>;
  /** The last state of every rule that ever fired. */
  currentAlerts(): Promise<readonly Alert[]>;
  /** The rule is no longer configured: its alarm is removed from the current ones. */
  forgetAlert(rule: string): void;
  /** Called whenever {@link storedUpTo} has risen. */
  onStored(listener: () => void): void;
}

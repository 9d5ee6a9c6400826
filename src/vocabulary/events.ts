// The form of an event. Events are stored before they are published, so that none is lost.

import type { AlarmLevel } from './words.js';

export type EventType =
  | 'alert'
  | 'recovery'
  | 'mode'
  | 'degradation'
  | 'trip'
  | 'reset'
  | 'lifecycle'
  | 'command'
  | 'configuration'
  | 'data_lost';

/** One event as the control core emits it; the store adds `log` and `seq`. */
export interface ControlEvent {
  readonly type: EventType;
  /** Wall time in milliseconds since the epoch. */
  readonly ts: number;
  /** JSON-safe: no NaN, no infinity, no undefined. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The position of an event: within one log `seq` rises by one, also over restarts. */
export interface EventPlace {
  /** The store's identity, a UUID. */
  readonly log: string;
  readonly seq: number;
}

/** An event as the store keeps it. */
export interface StoredEvent extends ControlEvent, EventPlace {
  /** For an event that was first stored in memory, while the disk failed: its position in the log in memory. */
  readonly origin?: EventPlace;
}

export type { AlarmLevel };

/** The payload of `alerts/<rule>` and the `data` of an event of type `alert`. */
export interface Alert {
  /** Identifies this occurrence of the alarm. */
  readonly id: string;
  readonly rule: string;
  readonly channel: string | null;
  readonly level: AlarmLevel;
  readonly state: 'active' | 'cleared';
  readonly acknowledged: boolean;
  /** Milliseconds since the epoch, or null. */
  readonly shelvedUntil: number | null;
  readonly value: number | null;
  readonly threshold: number | null;
  /** When this occurrence began, milliseconds since the epoch. */
  readonly since: number;
  readonly ts: number;
  /** Occurrences of the rule over the life of the store. */
  readonly count: number;
  readonly message: string;
}

export type TripCause =
  | 'emergency_stop'
  | 'overspeed'
  | 'critical_channel_lost'
  | 'stability'
  | 'deadline_misses'
  | 'process_stalled'
  | 'crash';

/** The `data` of an event of type `trip`. */
export interface Trip {
  readonly cause: TripCause;
  readonly channel?: string;
  readonly message: string;
}

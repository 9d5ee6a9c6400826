// The messages between the store's worker, its client on the control thread and its reader on the comms thread.
import type { MessagePort } from 'node:worker_threads';
import type { HostFigures } from '../catalogue/host-channels.js';
import type { Config } from '../config/schema.js';
import type { HistoryChunk } from '../history/chunk.js';
import type { HistoryAnswer, HistoryRequest } from '../history/request.js';
import type { TaskFigures } from '../shared/periodic-tasks.js';
import type { Alert, ControlEvent, StoredEvent, Trip } from '../vocabulary/events.js';
import type { StoreErrorCode } from './errors.js';

export type StoreOptions = Config['store'];

/** Where the store keeps events. In memory while the disk cannot be written. */
export type StoreMode = 'disk' | 'memory';

/** The previous log. A field is null when it could not be read any more. */
export interface ReplacedLog {
  readonly log: string | null;
  readonly lastSeq: number | null;
}

export interface StoreOpened {
  /** Rises by exactly one with every start of the program. */
  readonly run: number;
  /** Identity of the event log, a UUID. */
  readonly log: string;
  /** Set when the store was damaged: it was moved aside and this one is new. */
  readonly replacedLog: ReplacedLog | null;
  /** 0 when there is no event yet. */
  readonly lastSeq: number;
  /** The last state of each rule that ever fired. */
  readonly alarms: readonly Alert[];
  /** The trip that was not reset; null when there is none. */
  readonly tripped: Trip | null;
  /** The previous run did not end in order. */
  readonly unclean: boolean;
  /** Outputs were energised when the previous run ended; true when a damaged store cannot tell. */
  readonly energised: boolean;
  readonly mode: StoreMode;
  /** Set when this store was opened because the disk failed, or because the disk works again; otherwise null. */
  readonly moved: StoreMove | null;
}

/** The store moved from the disk into memory or back. Its log is another one since then. */
export interface StoreMove {
  readonly previous: ReplacedLog;
  /** Why it moved into memory; one sentence. Null when it moved back to the disk. */
  readonly reason: string | null;
  /** Events that were taken over from memory. */
  readonly carried: number;
  /** Events that were deleted because memory was full, and that are in no log on the disk. */
  readonly dropped: number;
}

/** The start of a store in memory: all that the control thread knows of the store that failed. */
export interface MemoryStart {
  readonly previous: ReplacedLog;
  /** The previous store was in memory as well. Its events are lost with its worker. */
  readonly previousWasMemory: boolean;
  readonly reason: string;
  readonly alarms: readonly Alert[];
  readonly trip: Trip | null;
  readonly energised: boolean;
}

/** How the worker is started: `resumeRun` is set when only the worker is started again, not the program. */
export interface WorkerStart {
  readonly options: StoreOptions;
  /** Folder in the place of `/` for the figures of the computer; empty outside of tests. */
  readonly hostRoot: string;
  readonly resumeRun: number | null;
  /** The previous worker ended by a failure of the store: the disk is tested before it is used again. */
  readonly isDiskSuspect: boolean;
  /** Set when the disk is not used at present, because it failed too often. */
  readonly memory: MemoryStart | null;
  /** Shared word of the `NativeGate`. */
  readonly gate: SharedArrayBuffer;
}

/** Client to worker. The events of an `append` are numbered from `firstN` on, within the run. */
export type ClientMessage =
  | { readonly kind: 'append'; readonly firstN: number; readonly events: readonly ControlEvent[] }
  | { readonly kind: 'energised'; readonly id: number; readonly value: boolean }
  | { readonly kind: 'reader'; readonly port: MessagePort }
  | { readonly kind: 'end'; readonly inOrder: boolean };

/**
 * Worker to client. `opened`: at the start, and again when a store in memory has been taken over by the disk. `committed`:
 * every event up to `n` is stored, the last as `lastSeq`. `host`: before the first `opened`, and then every few seconds.
 */
export type WorkerMessage =
  | { readonly kind: 'opened'; readonly opened: StoreOpened }
  | {
      readonly kind: 'refused';
      readonly code: StoreErrorCode;
      readonly message: string;
      readonly fix: string;
    }
  | { readonly kind: 'committed'; readonly n: number; readonly lastSeq: number }
  | { readonly kind: 'energised'; readonly id: number }
  | { readonly kind: 'host'; readonly figures: HostFigures }
  | { readonly kind: 'ended' };

/** One minute's statistics as the store keeps them. The store does not look into `body`. */
export interface StoredMinute {
  /** Start of the minute, milliseconds since the epoch. */
  readonly ts: number;
  readonly run: number;
  /** Base tick of the first frame; names the minute together with `run`. */
  readonly tick: number;
  readonly body: string;
}

/** A minute that was read. `id` distinguishes minutes with the same `ts`. */
export interface NumberedMinute extends StoredMinute {
  readonly id: number;
}

/** Where reading continues: after this minute, or, with `id` 0, with the first minute at `ts` or later. */
export type MinutePlace = Pick<NumberedMinute, 'ts' | 'id'>;

/** The topics whose messages are kept while the broker is away. */
export type FrameTopic = 'telemetry' | 'priority';

/** A message of the telemetry or priority stream as it is published live. */
export interface FrameMessage {
  readonly topic: FrameTopic;
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly ts: number;
  /** The JSON document. */
  readonly payload: string;
}

/** Some seconds of messages of one run, in the order in which they were due. */
export interface FrameBlock {
  readonly run: number;
  readonly messages: readonly FrameMessage[];
}

/** A block that was read: the first `done` of its messages are delivered. Ids rise and are never used twice. */
export interface StoredFrames extends FrameBlock {
  readonly id: number;
  readonly done: number;
}

/** The first `count` messages of the block `id`, and all blocks before it. */
export interface FramePlace {
  readonly id: number;
  readonly count: number;
}

/** Messages that are stored and not delivered, and the time of the oldest block, milliseconds since the epoch. */
export interface FramesWaiting {
  readonly messages: number;
  readonly oldest: number | null;
}

/** Messages of one topic and run: `count` of those from `fromSeq` to `toSeq`. */
export interface FrameRange {
  readonly topic: FrameTopic;
  readonly run: number;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly fromTs: number;
  readonly toTs: number;
  readonly count: number;
}

/** The questions of a reader, by name: arguments and answer. */
export interface ReaderCalls {
  eventsAfter: { args: [seq: number, limit: number]; answer: readonly StoredEvent[] };
  resumePoint: { args: [lossAtMs: number | null]; answer: number };
  currentAlerts: { args: []; answer: readonly Alert[] };
  forgetAlert: { args: [rule: string]; answer: null };
  /** The time that each periodic task of the store's thread took since the thread's start. */
  tasks: { args: []; answer: Readonly<Record<string, TaskFigures>> };
  putMinute: { args: [minute: StoredMinute]; answer: null };
  minutesAfter: {
    args: [after: MinutePlace, beforeMs: number, limit: number];
    answer: readonly NumberedMinute[];
  };
  putHistory: { args: [chunk: HistoryChunk]; answer: null };
  history: { args: [request: HistoryRequest]; answer: HistoryAnswer };
  putFrames: { args: [block: FrameBlock]; answer: FramesWaiting };
  framesAfter: { args: [id: number]; answer: StoredFrames | null };
  framesDelivered: { args: [place: FramePlace]; answer: FramesWaiting };
  framesWaiting: { args: []; answer: FramesWaiting };
  /** The record of the totals that was put last; null when there is none. */
  totals: { args: []; answer: string | null };
  /** Replaces the record of the totals. One that is not urgent is written with the next commit, or at the end. */
  putTotals: { args: [body: string, isUrgent: boolean]; answer: null };
  /** Replaces the record of the totals and stores the event of this reset, together. */
  resetTotals: { args: [body: string, event: ControlEvent]; answer: null };
}

/** Any answer that a reader can get. */
export type ReaderAnswer = ReaderCalls[keyof ReaderCalls]['answer'];

export type ReaderCall = {
  [Name in keyof ReaderCalls]: { readonly name: Name; readonly args: ReaderCalls[Name]['args'] };
}[keyof ReaderCalls];

/** Reader to worker. */
export type ReaderMessage =
  | { readonly kind: 'call'; readonly id: number; readonly call: ReaderCall }
  | { readonly kind: 'acknowledged'; readonly upToSeq: number; readonly atMs: number };

/** Worker to reader. `stored`: events of `log` up to `lastSeq` can be read. */
export type ReaderReply =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'stored'; readonly log: string; readonly lastSeq: number };

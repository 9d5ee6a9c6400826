// The messages between the control thread and the comms thread, and the data with which the comms thread starts.
import type { MessagePort } from 'node:worker_threads';
import type { Command, CommandReply } from '../commands/command.js';
import type { Config } from '../config/schema.js';
import type { Health } from '../control/records/health.js';
import type { ConfigurationStatus } from '../report/configuration.js';
import type { HandOverLosses } from '../report/health.js';
import type { MetaInfo } from '../report/meta.js';
import type { ControlReport } from '../report/profile.js';
import type { StatusFields } from '../report/status.js';
import type { StoreMode } from '../store/protocol.js';
import type { RunCounts } from '../totals/run-counts.js';
import type { Nominal } from '../trends/components.js';
import type { ControlEvent } from '../vocabulary/events.js';
import type { Rejection } from './commands/rejections.js';

/** The part of the plan and the configuration that the comms thread needs; plain data. */
export interface CommsSetup {
  readonly deviceId: string;
  readonly mqtt: Config['mqtt'];
  readonly http: Config['http'];
  /** True when the program ends without its live page, as the demo does. */
  readonly needsHttp: boolean;
  readonly streams: Config['streams'];
  /** Names of the commands that are allowed. */
  readonly allowedCommands: readonly string[];
  /** Channels and outputs in the order of the frame. */
  readonly channels: readonly string[];
  readonly outputs: readonly string[];
  /** Channels of the priority stream. */
  readonly priority: readonly string[];
  /**
   * Every rule that can fire with this configuration, the built-in alarms with their channels included. The retained alert of
   * any other rule is removed from the broker.
   */
  readonly rules: readonly string[];
  readonly meta: MetaInfo;
  /** Nominal figures of the plant, with which trends are compared. */
  readonly nominal: Nominal;
  readonly configuration: ConfigurationStatus;
  /** The status at the start. Mode and plant then follow the frames. */
  readonly status: StatusFields;
  /** Starts and trips of the run at the start of the thread. Later changes come as `counts`. */
  readonly counts: RunCounts;
}

/** `workerData` of the comms thread. The store's port goes into the transfer list. */
export interface CommsWorkerData {
  readonly setup: CommsSetup;
  /** Ring of frames, written at 60 Hz. */
  readonly frames: SharedArrayBuffer;
  /** How far the thread before this one had come; see `StreamMarks`. */
  readonly marks: SharedArrayBuffer;
  readonly store: StoreLink;
}

/** A port to the store's worker, made by `StoreClient.connectReader`, and the log that is read through it. */
export interface StoreLink {
  readonly port: MessagePort;
  /** Identity of the log. It changes when the store had to be replaced; `seq` then starts again. */
  readonly log: string;
  readonly mode: StoreMode;
  /** Last `seq` of this log whose event was in the log before as well, so readers have counted it already. */
  readonly lastSeq: number;
  /** The store before this one was damaged, and this one is new. */
  readonly isReplacement: boolean;
}

/** Control to comms. */
export type ToComms =
  /** Once a second; answered with `healthTaken`. */
  | { readonly kind: 'health'; readonly health: Health; readonly losses: HandOverLosses }
  | { readonly kind: 'reply'; readonly reply: CommandReply }
  /** The store's worker was restarted: this port (in the transfer list) replaces the one before. */
  | { readonly kind: 'store'; readonly store: StoreLink }
  /** The plant has begun to start, has tripped, or has given up. */
  | { readonly kind: 'counts'; readonly counts: RunCounts }
  /** A complete line of the control thread's log. */
  | { readonly kind: 'log'; readonly line: string }
  /** Answer to the question with this id. */
  | { readonly kind: 'report'; readonly id: number; readonly report: ControlReport }
  /** The configuration was reloaded, or a reload was refused. Identity, channels and outputs stay the same; the rest may be new. */
  | { readonly kind: 'configure'; readonly setup: CommsSetup }
  /** Stop in order, within about `withinMs` milliseconds. Sent when the last event is stored. */
  | { readonly kind: 'stop'; readonly withinMs: number };

/** Comms to control. */
export type FromComms =
  /** The thread runs and reads the ring. After a `failed` message it runs without HTTP. */
  | { readonly kind: 'ready' }
  /** The last `health` was processed: the next one may be sent. */
  | { readonly kind: 'healthTaken' }
  | { readonly kind: 'command'; readonly command: Command }
  /** Control makes a `command` event with `ok: false` of it. Comms has limited their rate already. */
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Whether there is a connection to the broker. Sent at each change, and when the reason changes. */
  | { readonly kind: 'broker'; readonly connected: boolean; readonly reason: string | null }
  /** The topics that the broker refuses at present; empty when there is none any more. Sent at each change. */
  | { readonly kind: 'refused'; readonly topics: readonly string[] }
  /** Messages were lost: events that report it. */
  | { readonly kind: 'lost'; readonly events: readonly ControlEvent[] }
  /** Whether the wall clock is synchronised. Sent at the start and at each change. */
  | { readonly kind: 'clock'; readonly clock: StatusFields['clock'] }
  /** An event that this thread has to report. Rare. */
  | { readonly kind: 'event'; readonly event: ControlEvent }
  /** Asks for a full report: one question at a time, at most one a second. */
  | { readonly kind: 'report'; readonly id: number }
  /** Whether the HTTP interface listens. Sent at the start and at each change. */
  | { readonly kind: 'http'; readonly isAvailable: boolean }
  /** The program cannot go on, because the port of a demo is in use. `fix`: one sentence on what to do. */
  | { readonly kind: 'failed'; readonly message: string; readonly fix: string }
  | { readonly kind: 'stopped' };

// The messages between the control thread and the comms thread, and what the comms thread is started with.
import type { MessagePort } from 'node:worker_threads';
import type { Command, CommandReply } from '../commands/command.js';
import type { Health } from '../control/records/health.js';
import type { ConfigurationStatus } from '../report/configuration.js';
import type { MetaInfo } from '../report/meta.js';
import type { ControlReport } from '../report/profile.js';
import type { StatusFields } from '../report/status.js';
import type { StoreMode } from '../store/protocol.js';
import type { Nominal } from '../trends/components.js';
import type { Rejection } from './commands/rejections.js';
import type { HttpSettings } from './http/settings.js';
import type { MqttSettings } from './mqtt/settings.js';

/** What the comms thread has to know of the plan and the configuration; plain data. */
export interface CommsSetup {
  readonly deviceId: string;
  readonly mqtt: MqttSettings;
  readonly http: HttpSettings;
  /** Messages that a subscriber of a stream may be behind: the configuration's `streams.bufferSize`. */
  readonly streamBufferSize: number;
  /** Whether load may lower the rates of streams: the configuration's `streams.adaptiveSampling`. */
  readonly streamAdaptiveSampling: boolean;
  /** Names of the commands that are taken. */
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
  /** What trends are held against. */
  readonly nominal: Nominal;
  readonly configuration: ConfigurationStatus;
  /** As it is at the start; mode and plant then follow the frames. */
  readonly status: StatusFields;
}

/** `workerData` of the comms thread. The store's port goes into the transfer list. */
export interface CommsWorkerData {
  readonly setup: CommsSetup;
  /** Ring of frames, written at 60 Hz. */
  readonly frames: SharedArrayBuffer;
  readonly store: StoreLink;
}

/** A port to the store's worker, made by `StoreClient.connectReader`, and the log that is read through it. */
export interface StoreLink {
  readonly port: MessagePort;
  /** Another one than before when the store had to be replaced: its `seq` starts anew. */
  readonly log: string;
  readonly mode: StoreMode;
  /** Events of the log up to this one are not new to a listener of the log before it. */
  readonly lastSeq: number;
}

/** Control to comms. */
export type ToComms =
  /** Once a second; answered with `healthTaken`. */
  | { readonly kind: 'health'; readonly health: Health }
  | { readonly kind: 'reply'; readonly reply: CommandReply }
  /** The store's worker was restarted: this port (in the transfer list) takes the place of the one before. */
  | { readonly kind: 'store'; readonly store: StoreLink }
  /** A line of the control thread's log, complete. */
  | { readonly kind: 'log'; readonly line: string }
  /** Answer to the question with this id. */
  | { readonly kind: 'report'; readonly id: number; readonly report: ControlReport }
  /** The configuration was reloaded, or refused: all but the identity, the channels and the outputs may be new. */
  | { readonly kind: 'configure'; readonly setup: CommsSetup }
  /** The end, in order, within about so many milliseconds. Sent when the last event is stored. */
  | { readonly kind: 'stop'; readonly withinMs: number };

/** Comms to control. */
export type FromComms =
  /** The thread runs and reads the ring; after a `failed` without what that names. */
  | { readonly kind: 'ready' }
  /** A `health` was taken: the next one may come. */
  | { readonly kind: 'healthTaken' }
  | { readonly kind: 'command'; readonly command: Command }
  /** To become a `command` event with `ok: false`; already limited in number. */
  | { readonly kind: 'rejected'; readonly rejection: Rejection }
  /** Connected, or not and why: at each change, and when the reason changes. */
  | { readonly kind: 'broker'; readonly connected: boolean; readonly reason: string | null }
  /** Whether the wall clock can be believed: at the start and at each change. */
  | { readonly kind: 'clock'; readonly clock: StatusFields['clock'] }
  /** Asks for a full report: one question at a time, at most one a second. */
  | { readonly kind: 'report'; readonly id: number }
  /** What waiting does not mend, such as a port that is taken. `fix`: one sentence on what to do. */
  | { readonly kind: 'failed'; readonly message: string; readonly fix: string }
  | { readonly kind: 'stopped' };

// The control thread's access to the store: passes events to the store's worker without waiting, and restarts that worker.
import { MessageChannel, type MessagePort, type WorkerOptions } from 'node:worker_threads';
import type { HostFigures } from '../../catalogue/host-channels.js';
import { SupervisedWorker } from '../../shared/supervised-worker.js';
import { workerUrl } from '../../shared/worker-url.js';
import type { ControlEvent } from '../../vocabulary/events.js';
import { StoreError } from '../errors.js';
import { EventState } from '../event-state.js';
import { NativeGate } from '../native-gate.js';
import type {
  ClientMessage,
  MemoryStart,
  StoreMode,
  StoreOpened,
  StoreOptions,
  WorkerMessage,
  WorkerStart,
} from '../protocol.js';
import { cloneable, Unacknowledged } from './unacknowledged.js';

export interface StoreListener {
  /** The worker ended by itself and is restarted. `reason` is one sentence for the log. */
  onCrash?(reason: string): void;
  /**
   * The store is open again. It has another log when it was damaged (`opened.replacedLog`), or when it moved into memory or back
   * (`opened.moved`). This does not prove yet that it can store events: see {@link onSound}.
   */
  onRecovered?(opened: StoreOpened): void;
  /** After a restart on the disk, the store has stored its first event, or no event was waiting. */
  onSound?(): void;
  /** An event was dropped because too many wait. `lost` counts the events that were dropped so far. */
  onOverflow?(lost: number): void;
  /** The worker has measured the figures of the computer. */
  onHost?(figures: HostFigures): void;
  /** The worker of the reader's port has ended: give this new port to the comms thread. */
  onReaderPort?(port: MessagePort): void;
}

export const MAX_WAITING_EVENTS = 10_000;

/** Most events that the worker has at a time. More would cost the control thread time when all of them are sent again. */
const MAX_IN_FLIGHT = 64;
/** How long the end of the program waits for a call into the SQLite library before it ends the worker. */
const TERMINATE_WITHIN_MS = 200;
/** After this many failures of the disk within this time restarts do not help: the next worker keeps events in memory. */
const FAILURES_TO_MEMORY = 5;
const FAILURES_WITHIN_MS = 30_000;
const RESOURCE_LIMITS = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: 64 };

interface Opening {
  readonly resolve: (opened: StoreOpened) => void;
  readonly reject: (error: StoreError) => void;
}

interface Ending {
  readonly done: () => void;
  /** The running worker has been asked to end. */
  asked: boolean;
  readonly inOrder: boolean;
}

/** Lifecycle: {@link start} once, then anything, then {@link end} once. Nothing here waits or throws on bad data. */
export class StoreClient {
  private readonly listener: StoreListener;
  private readonly queue = new Unacknowledged(MAX_WAITING_EVENTS);
  private worker: SupervisedWorker | null = null;
  /** Each call of the present worker into the SQLite library passes through this gate. */
  private gate = new NativeGate();
  /** The worker has opened the store. */
  private up = false;
  private opening: Opening | null = null;
  private refusal: StoreError | null = null;
  private ending: Ending | null = null;
  private run: number | null = null;
  private durableSeq = 0;
  private lostCount = 0;
  private flushing: (() => void)[] = [];
  private energised: { readonly id: number; readonly value: boolean } | null = null;
  private marking: { readonly id: number; readonly resolve: () => void }[] = [];
  /** The worker's end of a reader's channel, until a worker has taken it. */
  private readerPort: MessagePort | null = null;
  private hasReader = false;
  /** Result of the last opening; null before the first one. */
  private opened: StoreOpened | null = null;
  private readonly state = new EventState();
  /** Monotonic times of the disk's failures, ms. `memory`: start of a worker in memory, once the disk was given up. */
  private failuresMs: number[] = [];
  private memory: MemoryStart | null = null;
  private isDiskSuspect = false;
  private isSoundUnknown = false;

  /** The figures of the computer when they were measured last; none before the store is open. */
  host: HostFigures = {};

  /** @param hostRoot folder in the place of `/` for the figures of the computer; empty outside of tests */
  constructor(
    listener: StoreListener = {},
    private readonly hostRoot = '',
  ) {
    this.listener = listener;
  }

  /** Events that are not known to be durable yet. */
  get waiting(): number {
    return this.queue.length;
  }

  /** Events that were dropped because more than {@link MAX_WAITING_EVENTS} waited. */
  get lost(): number {
    return this.lostCount;
  }

  /** Where events are kept now. */
  get mode(): StoreMode {
    return this.opened?.mode ?? 'disk';
  }

  /** Opens the store and begins a run. Rejects with a {@link StoreError} when it cannot be opened; then no worker is left. */
  start(options: StoreOptions): Promise<StoreOpened> {
    return new Promise((resolve, reject) => {
      this.opening = { resolve, reject };
      this.worker = new SupervisedWorker({
        url: workerUrl(import.meta.url, '../worker/worker.js'),
        options: () => this.workerOptions(options),
        onMessage: (message) => this.receive(message as WorkerMessage),
        onCrash: (reason, error) => this.ended(reason, error),
        mayTerminate: (withinMs) => this.gate.close(withinMs),
      });
      this.worker.start();
    });
  }

  /** Passes an event to the store. It is kept here until it is durable, also when the worker crashes several times. */
  append(event: ControlEvent): void {
    if (!this.queue.push(event)) {
      this.lostCount++;
      this.listener.onOverflow?.(this.lostCount);
      return;
    }
    this.state.take(event);
    this.sendWaiting();
  }

  /** Resolves to true once every event is durable, to false after `timeoutMs`. */
  flush(timeoutMs: number): Promise<boolean> {
    if (this.waiting === 0) return Promise.resolve(true);
    return within(timeoutMs, (done) => this.flushing.push(done));
  }

  /** Records whether outputs are energised. Resolves once that is durable, also when the worker crashes meanwhile. */
  markEnergised(value: boolean): Promise<void> {
    const id = (this.energised?.id ?? 0) + 1;
    this.energised = { id, value };
    if (this.up) this.post({ kind: 'energised', id, value });
    return new Promise((resolve) => this.marking.push({ id, resolve }));
  }

  /**
   * Makes a channel to the worker and returns the reader's end, for `StoreReader.attach` in another thread. One reader
   * at a time: an earlier one is disconnected. After a crash of the worker `onReaderPort` brings the next port; after a
   * crash of the reader's thread call this again.
   */
  connectReader(): MessagePort {
    const { port1, port2 } = new MessageChannel();
    this.readerPort?.close();
    this.readerPort = port1;
    this.hasReader = true;
    if (this.up) this.handReaderOver(port1);
    return port2;
  }

  /**
   * Stores the waiting events, records whether the run ended in order and ends the worker. Resolves to false when that took longer
   * than `timeoutMs`: the worker was then terminated, and the next start finds an unclean end. A worker that hangs in
   * a call into the disk cannot be terminated, but the process can.
   */
  async end(timeoutMs = 2000, inOrder = true): Promise<boolean> {
    const ended = await within(timeoutMs, (done) => {
      this.ending = { done, asked: false, inOrder };
      this.endWhenIdle();
    });
    this.readerPort?.close();
    await this.worker?.stop(TERMINATE_WITHIN_MS);
    return ended;
  }

  private workerOptions(options: StoreOptions): WorkerOptions {
    this.gate = new NativeGate();
    const workerData: WorkerStart = {
      options,
      hostRoot: this.hostRoot,
      resumeRun: this.run,
      memory: this.memory,
      isDiskSuspect: this.isDiskSuspect,
      gate: this.gate.buffer,
    };
    return { name: 'store', workerData, resourceLimits: RESOURCE_LIMITS };
  }

  private receive(message: WorkerMessage): void {
    switch (message.kind) {
      case 'opened':
        this.reopened(message.opened);
        break;
      case 'refused':
        this.refusal = new StoreError(message.code, message.message, message.fix);
        break;
      case 'committed':
        this.committed(message.n, message.lastSeq);
        break;
      case 'energised':
        this.marked(message.id);
        break;
      case 'host':
        this.host = message.figures;
        this.listener.onHost?.(message.figures);
        break;
      case 'ended':
        this.up = false;
        this.worker?.expectEnd();
        this.ending?.done();
        break;
    }
  }

  private reopened(opened: StoreOpened): void {
    this.up = true;
    this.run = opened.run;
    this.durableSeq = opened.lastSeq;
    if (this.opened === null) this.state.begin(opened.alarms, opened.tripped);
    this.opened = opened;
    if (opened.mode === 'disk') this.memory = null;
    if (this.energised !== null) this.post({ kind: 'energised', ...this.energised });
    this.queue.resend();
    this.sendWaiting();
    if (this.opening !== null) this.opening.resolve(opened);
    else this.listener.onRecovered?.(opened);
    this.isSoundUnknown = this.opening === null && opened.mode === 'disk';
    this.opening = null;
    if (this.readerPort !== null) this.handReaderOver(this.readerPort);
    else if (this.hasReader) this.listener.onReaderPort?.(this.connectReader());
    if (this.waiting === 0) this.sound();
    this.endWhenIdle();
  }

  private sound(): void {
    if (!this.isSoundUnknown) return;
    this.isSoundUnknown = false;
    this.listener.onSound?.();
  }

  /** Counts failures of the store only: a killed worker proves nothing about the disk. After memory comes memory again. */
  private giveUpDisk(reason: string, isOfStore: boolean): void {
    const nowMs = performance.now();
    if (isOfStore)
      this.failuresMs = [...this.failuresMs.filter((ms) => nowMs - ms < FAILURES_WITHIN_MS), nowMs];
    const wasMemory = this.mode === 'memory';
    if (this.opened === null || (!wasMemory && this.failuresMs.length < FAILURES_TO_MEMORY)) return;
    this.memory = {
      previous: { log: this.opened.log, lastSeq: this.durableSeq },
      previousWasMemory: wasMemory,
      reason,
      alarms: this.state.alarms,
      trip: this.state.trip,
      energised: this.energised?.value ?? false,
    };
    this.failuresMs = [];
  }

  private ended(workersReason: string, error: Error | null): void {
    const refusal = this.refusal;
    const reason = refusal?.message ?? workersReason;
    this.refusal = null;
    this.up = false;
    if (this.ending !== null) this.ending.asked = false;
    if (this.opening === null) {
      this.isSoundUnknown = false;
      // The class of an error does not cross between threads, its name does.
      const isOfStore = refusal !== null || error?.name === StoreError.name;
      this.isDiskSuspect = isOfStore;
      this.giveUpDisk(reason, isOfStore);
      this.listener.onCrash?.(reason);
      return;
    }
    this.worker?.expectEnd();
    this.opening.reject(refusal ?? new StoreError('failed', reason, 'Report this with the log.'));
    this.opening = null;
  }

  private committed(n: number, lastSeq: number): void {
    this.worker?.healthy();
    this.durableSeq = lastSeq;
    this.queue.acknowledge(n);
    this.sound();
    this.sendWaiting();
    if (this.waiting > 0) return;
    const flushing = this.flushing;
    this.flushing = [];
    for (const done of flushing) done();
    this.endWhenIdle();
  }

  private marked(id: number): void {
    const marked = this.marking.filter((mark) => mark.id <= id);
    this.marking = this.marking.filter((mark) => mark.id > id);
    for (const { resolve } of marked) resolve();
  }

  private endWhenIdle(): void {
    if (this.ending === null || this.ending.asked || !this.up || this.waiting > 0) return;
    this.ending.asked = true;
    this.post({ kind: 'end', inOrder: this.ending.inOrder });
  }

  private sendWaiting(): void {
    while (this.up && this.queue.sent < Math.min(MAX_IN_FLIGHT, this.waiting)) {
      const { firstN, events } = this.queue.take(MAX_IN_FLIGHT - this.queue.sent);
      try {
        this.post({ kind: 'append', firstN, events });
      } catch {
        this.post({ kind: 'append', firstN, events: events.map(cloneable) });
      }
    }
  }

  private handReaderOver(port: MessagePort): void {
    this.readerPort = null;
    this.worker?.post({ kind: 'reader', port } satisfies ClientMessage, [port]);
  }

  private post(message: ClientMessage): void {
    this.worker?.post(message);
  }
}

/** Resolves to true when `begin`'s callback is called, to false when that takes longer than `timeoutMs`. */
function within(timeoutMs: number, begin: (done: () => void) => void): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), Math.max(0, timeoutMs));
    begin(() => {
      clearTimeout(timer);
      resolve(true);
    });
  });
}

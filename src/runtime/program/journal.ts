// The journal of a run: passes each event to the store, and writes its log line.
import type { MessagePort } from 'node:worker_threads';
import type { HostFigures } from '../../catalogue/host-channels.js';
import type { StoreLink } from '../../comms/protocol.js';
import type { Logger } from '../../shared/log.js';
import { StoreClient, type StoreListener } from '../../store/client/client.js';
import type { StoreOpened, StoreOptions } from '../../store/protocol.js';
import { countEvent, NO_COUNTS, type RunCounts } from '../../totals/run-counts.js';
import type { ControlEvent, Trip } from '../../vocabulary/events.js';
import { logEvent, logStoreMove } from './event-lines.js';
import { type RunKind, startEvents } from './start-of-run.js';

/** The longest times for two steps of an orderly end, which may take two seconds in all. */
const FLUSH_MS = 400;
const END_MS = 400;

/** The reason of an end by an error that nobody caught. The next run then begins tripped if outputs were energised. */
export const FATAL = 'error';

/** Called when the state of the store's thread changes. */
export interface StoreWatcher {
  /** The thread ended and will be restarted. `reason` is one sentence. */
  storeLost(reason: string): void;
  /** The thread is up again. */
  storeRecovered(): void;
  /** The store writes events to the disk again. */
  storeSound(): void;
  /** Readers of the store must use this link to its new thread. */
  storeLinked(link: StoreLink): void;
  /** The plant has begun to start, has tripped, or has given up. */
  counted(counts: RunCounts): void;
  /** The store's thread has measured the figures of the computer. */
  hostMeasured(figures: HostFigures): void;
}

const NOBODY: StoreWatcher = {
  storeLost() {},
  storeRecovered() {},
  storeSound() {},
  storeLinked() {},
  counted() {},
  hostMeasured() {},
};

export class Journal {
  private watcher = NOBODY;
  private energised = false;
  private endedInOrder = true;
  private runCounts = NO_COUNTS;
  /** The result of the last opening of the store. */
  private current: StoreOpened;

  private constructor(
    private readonly store: StoreClient,
    private readonly log: Logger,
    /** The result of the opening at the start of the run. */
    readonly opened: StoreOpened,
  ) {
    this.current = opened;
  }

  /**
   * Opens the store and begins a run. Rejects with a StoreError when it cannot be opened; then nothing stays open.
   *
   * @param hostRoot folder in the place of `/` for the figures of the computer; empty outside of tests
   */
  static async open(options: StoreOptions, hostRoot: string, log: Logger): Promise<Journal> {
    const listener: StoreListener = {};
    const store = new StoreClient(listener, hostRoot);
    const journal = new Journal(store, log, await store.start(options));
    Object.assign(listener, journal.listener());
    return journal;
  }

  /** Number of this run. */
  get run(): number {
    return this.opened.run;
  }

  /** Identity of the event log that events go to now. */
  get logId(): string {
    return this.current.log;
  }

  /** The newest figures of the computer. */
  get host(): HostFigures {
    return this.store.host;
  }

  /** Events that are not on the disk yet. */
  get waiting(): number {
    return this.store.waiting;
  }

  /** Events that were dropped because the store accepted none for too long. */
  get lost(): number {
    return this.store.lost;
  }

  /** Starts and trips of this run. */
  get counts(): RunCounts {
    return this.runCounts;
  }

  /** From now on this watcher is called when the store's thread fails or recovers. */
  watch(watcher: StoreWatcher): void {
    this.watcher = watcher;
    const { mode, moved } = this.opened;
    if (mode === 'disk') return;
    // The disk was full at the start.
    logStoreMove(this.log, this.opened);
    watcher.storeLost(moved?.reason ?? '');
    watcher.storeRecovered();
  }

  /** Records an event. Never waits. */
  event(event: ControlEvent): void {
    this.store.append(event);
    logEvent(this.log, event);
    const counts = countEvent(this.runCounts, event);
    if (counts === this.runCounts) return;
    this.runCounts = counts;
    this.watcher.counted(counts);
  }

  /** Records the start. @param trip the trip that the last run left; null when there is none */
  recordStart(trip: Trip | null, kind: RunKind): void {
    const { opened } = this;
    if (opened.replacedLog !== null)
      this.log.error(
        `the store was damaged: it was renamed and kept, and a new event log begins (${opened.log})`,
      );
    for (const event of startEvents(opened, trip, kind, Date.now())) this.event(event);
  }

  /** Records the end and whether it is in order: after an error it is not. Waits until everything is on the disk, but not longer than {@link FLUSH_MS}. */
  async recordEnd(reason: string): Promise<void> {
    this.endedInOrder = reason !== FATAL;
    this.event({ type: 'lifecycle', ts: Date.now(), data: { program: 'stopped', run: this.run, reason } });
    await this.store.flush(FLUSH_MS);
  }

  /** Remembers, for the next run, whether outputs are energised. Called after each control tick. */
  markEnergised(energised: boolean): void {
    if (energised === this.energised) return;
    this.energised = energised;
    void this.store.markEnergised(energised);
  }

  /** Makes the link for a new reader in another thread. It replaces the reader before it. */
  link(): StoreLink {
    return this.linkBy(this.store.connectReader());
  }

  async close(): Promise<void> {
    await this.store.end(END_MS, this.endedInOrder);
  }

  private listener(): StoreListener {
    const { log } = this;
    return {
      onCrash: (reason) => {
        log.error(`the store's thread ended (${reason}) and will be restarted`);
        this.watcher.storeLost(reason);
      },
      onRecovered: (opened) => this.reopened(opened),
      onSound: () => this.watcher.storeSound(),
      onOverflow: (lost) => {
        if (lost === 1 || lost % 1000 === 0)
          log.error(`the store does not accept events: ${lost} are lost so far`);
      },
      onHost: (figures) => this.watcher.hostMeasured(figures),
      onReaderPort: (port) => this.watcher.storeLinked(this.linkBy(port)),
    };
  }

  private reopened(opened: StoreOpened): void {
    const { replacedLog, mode } = opened;
    this.current = opened;
    logStoreMove(this.log, opened);
    // In memory the thread runs, but the events are not on the disk: the alarm stays.
    if (mode === 'memory') this.watcher.storeRecovered();
    if (replacedLog === null) return;
    this.event({ type: 'lifecycle', ts: Date.now(), data: { store: 'replaced', previous: replacedLog } });
  }

  private linkBy(port: MessagePort): StoreLink {
    const { log, mode, lastSeq, replacedLog } = this.current;
    return { port, log, mode, lastSeq, isReplacement: replacedLog !== null };
  }
}

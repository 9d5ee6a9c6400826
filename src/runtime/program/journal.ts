// The journal of a run: the store on the control thread's side, and the log line of each event.
import type { MessagePort } from 'node:worker_threads';
import type { StoreLink } from '../../comms/protocol.js';
import type { Logger } from '../../shared/log.js';
import { StoreClient, type StoreListener } from '../../store/client/client.js';
import type { StoreOpened, StoreOptions } from '../../store/protocol.js';
import type { ControlEvent, Trip } from '../../vocabulary/events.js';
import { logEvent, logStoreMove } from './event-lines.js';
import { type RunKind, startEvents } from './start-of-run.js';

/** Parts of the two seconds that an orderly end may take. */
const FLUSH_MS = 400;
const END_MS = 400;

/** Who acts on what becomes of the store's thread. */
export interface StoreWatcher {
  /** The thread ended and is started again. `reason` is one sentence. */
  storeLost(reason: string): void;
  /** The thread is up again. */
  storeRecovered(): void;
  /** Events are on the disk again. */
  storeSound(): void;
  /** The readers of the store need this link to its new thread. */
  storeLinked(link: StoreLink): void;
}

const NOBODY: StoreWatcher = {
  storeLost() {},
  storeRecovered() {},
  storeSound() {},
  storeLinked() {},
};

export class Journal {
  private watcher = NOBODY;
  private energised = false;
  /** The store as it was opened last. */
  private current: StoreOpened;

  private constructor(
    private readonly store: StoreClient,
    private readonly log: Logger,
    /** The store at the start of the run. */
    readonly opened: StoreOpened,
  ) {
    this.current = opened;
  }

  /** Opens the store and begins a run. Rejects with a StoreError when it cannot be opened; nothing stays open then. */
  static async open(options: StoreOptions, log: Logger): Promise<Journal> {
    const listener: StoreListener = {};
    const store = new StoreClient(listener);
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

  /** Events that are not on the disk yet. */
  get waiting(): number {
    return this.store.waiting;
  }

  /** From now on the given listener is called when the store's thread fails or recovers. */
  watch(watcher: StoreWatcher): void {
    this.watcher = watcher;
  }

  /** Puts an event on record. Never waits. */
  event(event: ControlEvent): void {
    this.store.append(event);
    logEvent(this.log, event);
  }

  /** Puts the start on record. @param trip the one that is remembered */
  tellStart(trip: Trip | null, kind: RunKind): void {
    const { opened } = this;
    if (opened.replacedLog !== null)
      this.log.error(`the store was damaged and has been put aside; a new event log begins (${opened.log})`);
    for (const event of startEvents(opened, trip, kind, Date.now())) this.event(event);
  }

  /** Puts the end on record, and waits a little until everything is on the disk. */
  async tellEnd(reason: string): Promise<void> {
    this.event({ type: 'lifecycle', ts: Date.now(), data: { program: 'stopped', run: this.run, reason } });
    await this.store.flush(FLUSH_MS);
  }

  /** Remembers, for the next run, whether outputs are energised. Called after each control tick. */
  markEnergised(energised: boolean): void {
    if (energised === this.energised) return;
    this.energised = energised;
    void this.store.markEnergised(energised);
  }

  /** A link for a new reader in another thread, which takes the place of the one before. */
  link(): StoreLink {
    return this.linkBy(this.store.connectReader());
  }

  async close(): Promise<void> {
    await this.store.end(END_MS);
  }

  private listener(): StoreListener {
    const { log } = this;
    return {
      onCrash: (reason) => {
        log.error(`the store's thread ended (${reason}); it is started again`);
        this.watcher.storeLost(reason);
      },
      onRecovered: (opened) => this.reopened(opened),
      onSound: () => this.watcher.storeSound(),
      onOverflow: (lost) => {
        if (lost === 1 || lost % 1000 === 0) log.error(`the store takes no events: ${lost} are lost so far`);
      },
      onReaderPort: (port) => this.watcher.storeLinked(this.linkBy(port)),
    };
  }

  private reopened(opened: StoreOpened): void {
    const { replacedLog, mode } = opened;
    this.current = opened;
    logStoreMove(this.log, opened);
    // In memory the thread is up, but it does not do its work: the alarm stays.
    if (mode === 'memory') this.watcher.storeRecovered();
    if (replacedLog === null) return;
    this.event({ type: 'lifecycle', ts: Date.now(), data: { store: 'replaced', previous: replacedLog } });
  }

  private linkBy(port: MessagePort): StoreLink {
    const { log, mode, lastSeq } = this.current;
    return { port, log, mode, lastSeq };
  }
}

// The store's thread: receives events from the control thread and questions from the comms thread, and confirms durable events.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { HOST_EVERY_S } from '../../catalogue/host-channels.js';
import { hostFigures } from '../../host/figures.js';
import { FileTree } from '../../host/file-tree.js';
import { createLogger, fdWriter } from '../../shared/log.js';
import { PeriodicTasks } from '../../shared/periodic-tasks.js';
import { SlicedWork } from '../../shared/sliced-work.js';
import { nameThread } from '../../shared/thread-name.js';
import { StoreError } from '../errors.js';
import { NativeGate } from '../native-gate.js';
import type { ClientMessage, ReaderMessage, ReaderReply, WorkerMessage, WorkerStart } from '../protocol.js';
import { beginRun } from './begin-run.js';
import { passCallsThrough } from './database/database.js';
import { probeDisk, SPARE_BYTES } from './probe.js';
import { Store, type StoreSetup } from './store.js';

/** Acknowledgements are not urgent: an event whose acknowledgement is lost is published twice. */
const COMMIT_AT_LEAST_EVERY_MS = 1000;
const MAINTAIN_EVERY_MS = 60_000;
const MAINTAIN_AGAIN_MS = 100;
/** An hour of history that is complete is packed within this time. */
const PACK_EVERY_MS = 60_000;
/** Time to the first test of a failed disk; each later wait is twice as long, up to the longest. */
const FIRST_DISK_TRIAL_MS = 2000;
const LAST_DISK_TRIAL_MS = 60_000;

nameThread('store');
const log = createLogger('store', fdWriter(2));

/** An uncaught error ends the thread. The client then starts another one, which checks the file. */
class StoreThread {
  private readonly client: MessagePort;
  private readonly setup: StoreSetup;
  private readonly computer: FileTree;
  private store: Store;
  /** All periodic work of this thread. */
  private readonly tasks = new PeriodicTasks([
    { name: 'commit', everyMs: COMMIT_AT_LEAST_EVERY_MS, run: () => this.commit() },
    { name: 'maintain', everyMs: MAINTAIN_EVERY_MS, run: () => this.maintain() },
    { name: 'history', everyMs: PACK_EVERY_MS, run: () => this.packHistory() },
    { name: 'host', everyMs: HOST_EVERY_S * 1000, run: () => this.measureHost() },
    // Runs only while the store is in memory.
    { name: 'disk', everyMs: Number.POSITIVE_INFINITY, run: () => this.retryDisk() },
  ]);
  /** Answers about the history, and the packing of it: each of the two goes on in slices while the other one does. */
  private readonly answers = new SlicedWork();
  private readonly packing = new SlicedWork();
  private unreadableHistory = 0;
  private diskTrialMs = FIRST_DISK_TRIAL_MS;
  /** Why the last test of the disk failed, so that the same reason is logged once. */
  private diskProblem = '';
  private reader: MessagePort | null = null;
  private commitDue = false;
  private energisedId: number | null = null;
  private announcedSeq: number;

  constructor(client: MessagePort, start: WorkerStart) {
    const { options, resumeRun, isDiskSuspect, memory } = start;
    this.client = client;
    this.computer = new FileTree(start.hostRoot);
    if (isDiskSuspect && memory === null) probeDisk(options.path, SPARE_BYTES);
    this.setup = { ...options, resumeRun };
    this.store =
      resumeRun === null
        ? beginRun(this.setup, Date.now())
        : new Store({ ...this.setup, ...(memory === null ? {} : { memory }) }, Date.now());
    this.announcedSeq = this.store.lastSeq;
    this.tellOfDamage();
    this.measureHost();
    this.tell({ kind: 'opened', opened: this.store.opened });
    client.on('message', (message: ClientMessage) => this.receive(message));
    this.tasks.start();
    if (this.store.opened.mode === 'memory') this.tasks.again('disk', this.diskTrialMs);
  }

  private tellOfDamage(): void {
    const { damagedMovedTo } = this.store;
    if (damagedMovedTo === null) return;
    log.error(
      `The store ${this.setup.path} was damaged. It was moved to ${damagedMovedTo}, and a new one is used.`,
    );
  }

  /** Here, because this thread alone may wait for a disk that does not answer. */
  private measureHost(): void {
    this.tell({ kind: 'host', figures: hostFigures(this.computer, this.setup.path) });
  }

  private retryDisk(): void {
    if (this.tryDisk()) return;
    this.diskTrialMs = Math.min(2 * this.diskTrialMs, LAST_DISK_TRIAL_MS);
    this.tasks.again('disk', this.diskTrialMs);
  }

  /** Moves to the store on the disk. Returns false when the disk does not work yet. The client acts as after a restart. */
  private tryDisk(): boolean {
    try {
      this.store = this.store.moveToDisk(this.setup, Date.now());
    } catch (error) {
      const { message } = error as Error;
      if (message !== this.diskProblem) log.warn(`The disk cannot be used yet: ${message}`);
      this.diskProblem = message;
      return false;
    }
    this.dropHistoryWork();
    // Messages of this reader that are still on the way are about the other log.
    this.reader?.close();
    this.reader = null;
    this.announcedSeq = this.store.lastSeq;
    this.tellOfDamage();
    this.tell({ kind: 'opened', opened: this.store.opened });
    return true;
  }

  private receive(message: ClientMessage): void {
    switch (message.kind) {
      case 'append':
        this.store.append(message.firstN, message.events);
        this.commitSoon();
        break;
      case 'energised':
        this.store.setEnergised(message.value);
        this.energisedId = message.id;
        this.commitSoon();
        break;
      case 'reader':
        this.attach(message.port);
        break;
      case 'end':
        this.end(message.inOrder);
        break;
    }
  }

  /** Commits after all waiting messages were taken, so that one sync of the disk serves all of them. */
  private commitSoon(): void {
    if (this.commitDue) return;
    this.commitDue = true;
    setImmediate(() => this.commit());
  }

  private commit(): void {
    this.commitDue = false;
    const n = this.store.commit();
    if (n !== null) this.tell({ kind: 'committed', n, lastSeq: this.store.lastSeq });
    if (this.energisedId !== null) this.tell({ kind: 'energised', id: this.energisedId });
    this.energisedId = null;
    this.announce();
  }

  private announce(): void {
    if (this.store.lastSeq === this.announcedSeq) return;
    this.announcedSeq = this.store.lastSeq;
    this.tellStored();
  }

  private attach(port: MessagePort): void {
    this.reader?.close();
    this.answers.clear();
    this.reader = port;
    port.on('message', (message: ReaderMessage) => this.serve(port, message));
    this.tellStored();
  }

  private tellStored(): void {
    const { log } = this.store.opened;
    this.reader?.postMessage({ kind: 'stored', log, lastSeq: this.announcedSeq } satisfies ReaderReply);
  }

  private serve(port: MessagePort, message: ReaderMessage): void {
    if (port !== this.reader) return;
    if (message.kind === 'acknowledged') {
      this.store.acknowledge(message.upToSeq, message.atMs);
      return;
    }
    // The answer has to consider the acknowledgements that came before the question.
    if (message.call.name === 'resumePoint') this.commit();
    const { call } = message;
    const reply = (answer: unknown) =>
      port.postMessage({ kind: 'answer', id: message.id, answer } satisfies ReaderReply);
    if (call.name === 'history') this.answers.add(this.store.answerHistory(call.args[0]), reply);
    else reply(call.name === 'tasks' ? this.tasks.figures : this.store.answer(call));
    // Some answers store an event.
    this.announce();
  }

  private packHistory(): void {
    if (this.packing.length > 0) return;
    this.packing.add(this.store.packHistory(), (isMore) => {
      if (isMore) this.tasks.again('history', MAINTAIN_AGAIN_MS);
    });
    const { unreadableHistory } = this.store;
    if (unreadableHistory > this.unreadableHistory) {
      log.warn('Some blocks of the history cannot be read: the file is damaged. They are left out.');
    }
    this.unreadableHistory = unreadableHistory;
  }

  /** What is being done uses a store that is closed now. */
  private dropHistoryWork(): void {
    this.answers.clear();
    this.packing.clear();
  }

  private maintain(): void {
    const more = this.store.maintain(Date.now());
    this.announce();
    if (more) this.tasks.again('maintain', MAINTAIN_AGAIN_MS);
  }

  private end(inOrder: boolean): void {
    this.tasks.stop();
    this.dropHistoryWork();
    this.commit();
    if (this.store.opened.mode === 'memory' && !this.tryDisk())
      log.error(`The program ends, and ${this.store.lastSeq} events in memory are lost: ${this.diskProblem}`);
    this.store.end(inOrder);
    this.reader?.close();
    this.tell({ kind: 'ended' });
    this.client.close();
  }

  private tell(message: WorkerMessage): void {
    this.client.postMessage(message);
  }
}

function run(client: MessagePort, start: WorkerStart): void {
  const gate = new NativeGate(start.gate);
  gate.open();
  passCallsThrough(gate);
  try {
    new StoreThread(client, start);
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    const { code, message, fix } = error;
    client.postMessage({ kind: 'refused', code, message, fix } satisfies WorkerMessage);
  }
}

if (parentPort === null) throw new Error('The store runs in a worker thread: start it with StoreClient.');
run(parentPort, workerData as WorkerStart);

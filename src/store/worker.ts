// The store's thread: takes events from the control thread and calls from the comms thread, and reports what is durable.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { createLogger, fdWriter } from '../shared/log.js';
import { passCallsThrough } from './database.js';
import { StoreError } from './errors.js';
import { NativeGate } from './native-gate.js';
import type {
  ClientMessage,
  ReaderMessage,
  ReaderReply,
  StoreFaults,
  WorkerMessage,
  WorkerStart,
} from './protocol.js';
import { Store } from './store.js';

/** Acknowledgements are not urgent: what is lost of them is published twice. */
const COMMIT_AT_LEAST_EVERY_MS = 1000;
const MAINTAIN_EVERY_MS = 60_000;
const MAINTAIN_AGAIN_MS = 100;

const log = createLogger('store', fdWriter(2));

/** An error that escapes from here ends the thread: the client then starts another one, which checks the file. */
class StoreThread {
  readonly #client: MessagePort;
  readonly #store: Store;
  readonly #crashAfterCommits: number;
  readonly #commitTimer: NodeJS.Timeout;
  #maintainTimer: NodeJS.Timeout;
  #reader: MessagePort | null = null;
  #commitDue = false;
  #energisedId: number | null = null;
  #announcedSeq: number;
  #commits = 0;

  constructor(client: MessagePort, start: WorkerStart) {
    const { options, resumeRun } = start;
    const faults = options.faults ?? {};
    this.#client = client;
    this.#crashAfterCommits = resumeRun === null ? (faults.crashAfterCommits ?? Infinity) : Infinity;
    this.#store = new Store({ ...options, resumeRun, beforeCommit: commitDelay(faults) }, Date.now());
    this.#announcedSeq = this.#store.lastSeq;
    if (this.#store.damagedMovedTo !== null) {
      log.error(
        `The store ${options.path} was damaged: moved to ${this.#store.damagedMovedTo}, a new one is in use.`,
      );
    }
    this.#tell({ kind: 'opened', opened: this.#store.opened });
    client.on('message', (message: ClientMessage) => this.#receive(message));
    this.#commitTimer = setInterval(() => this.#commit(), COMMIT_AT_LEAST_EVERY_MS);
    this.#maintainTimer = setTimeout(() => this.#maintain(), MAINTAIN_EVERY_MS);
  }

  #receive(message: ClientMessage): void {
    switch (message.kind) {
      case 'append':
        this.#store.append(message.firstN, message.events);
        this.#commitSoon();
        break;
      case 'energised':
        this.#store.setEnergised(message.value);
        this.#energisedId = message.id;
        this.#commitSoon();
        break;
      case 'reader':
        this.#attach(message.port);
        break;
      case 'end':
        this.#end();
        break;
    }
  }

  /** Commits when all messages that wait now have been taken: one sync of the disk for all of them. */
  #commitSoon(): void {
    if (this.#commitDue) return;
    this.#commitDue = true;
    setImmediate(() => this.#commit());
  }

  #commit(): void {
    this.#commitDue = false;
    const n = this.#store.commit();
    if (n !== null && ++this.#commits >= this.#crashAfterCommits)
      throw new Error('injected crash after a commit');
    if (n !== null) this.#tell({ kind: 'committed', n, lastSeq: this.#store.lastSeq });
    if (this.#energisedId !== null) this.#tell({ kind: 'energised', id: this.#energisedId });
    this.#energisedId = null;
    this.#announce();
  }

  #announce(): void {
    if (this.#store.lastSeq === this.#announcedSeq) return;
    this.#announcedSeq = this.#store.lastSeq;
    this.#tellStored();
  }

  #attach(port: MessagePort): void {
    this.#reader?.close();
    this.#reader = port;
    port.on('message', (message: ReaderMessage) => this.#serve(port, message));
    this.#tellStored();
  }

  #tellStored(): void {
    const { log } = this.#store.opened;
    this.#reader?.postMessage({ kind: 'stored', log, lastSeq: this.#announcedSeq } satisfies ReaderReply);
  }

  #serve(port: MessagePort, message: ReaderMessage): void {
    if (message.kind === 'acknowledged') {
      this.#store.acknowledge(message.upToSeq, message.atMs);
      return;
    }
    // Acknowledgements that came before the question are part of the answer.
    if (message.call.name === 'resumePoint') this.#commit();
    const answer = this.#store.answer(message.call);
    port.postMessage({ kind: 'answer', id: message.id, answer } satisfies ReaderReply);
  }

  #maintain(): void {
    const more = this.#store.maintain(Date.now());
    this.#announce();
    this.#maintainTimer = setTimeout(() => this.#maintain(), more ? MAINTAIN_AGAIN_MS : MAINTAIN_EVERY_MS);
  }

  #end(): void {
    clearInterval(this.#commitTimer);
    clearTimeout(this.#maintainTimer);
    this.#commit();
    this.#store.end();
    this.#reader?.close();
    this.#tell({ kind: 'ended' });
    this.#client.close();
  }

  #tell(message: WorkerMessage): void {
    this.#client.postMessage(message);
  }
}

/** Fault injection: a disk that takes its time. */
function commitDelay({ commitDelayMs = 0 }: StoreFaults): () => void {
  const never = new Int32Array(new SharedArrayBuffer(4));
  return () => {
    if (commitDelayMs > 0) Atomics.wait(never, 0, 0, commitDelayMs);
  };
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

// The comms thread's view of the store: reads events and alarms, and tells what was delivered.
import type { MessagePort } from 'node:worker_threads';
import type { Alert, StoredEvent } from '../../control/events.js';
import type { TaskFigures } from '../../shared/periodic-tasks.js';
import { StoreError } from '../errors.js';
import type {
  MinutePlace,
  NumberedMinute,
  ReaderCall,
  ReaderCalls,
  ReaderMessage,
  ReaderReply,
  StoredMinute,
} from '../protocol.js';

interface PendingCall {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * Survives the store's worker: when that dies, calls in flight reject with the code `unavailable`, as do new ones until
 * {@link attach} brings the next port. `onStored` is called then as well, which is the moment to ask again.
 */
export class StoreReader {
  private readonly onStored: (lastSeq: number) => void;
  private readonly pending = new Map<number, PendingCall>();
  private port: MessagePort | null = null;
  private nextId = 1;
  private log: string | null = null;
  /** Told again to the next worker, because this one may die before it is durable. */
  private lastAcknowledged: ReaderMessage | null = null;
  private tellAgain = false;

  /** @param onStored called after each commit and each {@link attach}: events up to `lastSeq` can be read */
  constructor(onStored: (lastSeq: number) => void) {
    this.onStored = onStored;
  }

  /** Whether there is a worker to ask. */
  get available(): boolean {
    return this.port !== null;
  }

  /** Takes the port that `StoreClient.connectReader` made, in place of an earlier one. */
  attach(port: MessagePort): void {
    this.close();
    this.port = port;
    port.on('message', (reply: ReaderReply) => this.receive(port, reply));
    port.on('close', () => this.lost(port));
    this.tellAgain = true;
  }

  /** Lets go of the port; calls in flight reject. */
  close(): void {
    const port = this.port;
    if (port === null) return;
    this.lost(port);
    port.close();
  }

  /** Events with `seq` greater than the given one in order, at most `limit` and never more than 1000. */
  eventsAfter(seq: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.call({ name: 'eventsAfter', args: [seq, limit] });
  }

  /** The last state of each rule that ever fired. */
  currentAlerts(): Promise<readonly Alert[]> {
    return this.call({ name: 'currentAlerts', args: [] });
  }

  /** Takes a rule that is not configured any more out of {@link currentAlerts}. */
  async forgetAlert(rule: string): Promise<void> {
    await this.call({ name: 'forgetAlert', args: [rule] });
  }

  /** What each periodic task of the store's thread has cost since its start, by name. */
  tasks(): Promise<Readonly<Record<string, TaskFigures>>> {
    return this.call({ name: 'tasks', args: [] });
  }

  /** Stores one minute's statistics; resolves when they are durable. The same one again changes nothing. */
  async putMinute(minute: StoredMinute): Promise<void> {
    await this.call({ name: 'putMinute', args: [minute] });
  }

  /**
   * Minutes after a place that began before `beforeMs`, in the order of time, at most `limit` and never more than 1000. To
   * read on, give the last one as the next place.
   */
  minutesAfter(after: MinutePlace, beforeMs: number, limit: number): Promise<readonly NumberedMinute[]> {
    return this.call({ name: 'minutesAfter', args: [after, beforeMs, limit] });
  }

  /**
   * Tells that the broker has acknowledged every event up to `upToSeq`; a lower number than before is ignored. Nothing
   * is lost when the store is not available: the last one is told again.
   *
   * @param atMs when, in milliseconds of a clock that does not jump while the program runs (monotonic time)
   */
  acknowledged(upToSeq: number, atMs: number): void {
    this.lastAcknowledged = { kind: 'acknowledged', upToSeq, atMs };
    this.port?.postMessage(this.lastAcknowledged);
  }

  /**
   * The `seq` after which events have to be published (again): what was acknowledged in the 30 s before a loss counts as
   * not delivered. To be asked once for each new connection, before anything is acknowledged on it.
   *
   * @param lossAtMs when the last connection was lost, on the clock of {@link acknowledged}; null for the first
   * connection of this thread: the loss is then taken as the time of the last acknowledgement that the store knows
   */
  async resumePoint(lossAtMs: number | null): Promise<number> {
    const seq = await this.call({ name: 'resumePoint', args: [lossAtMs] });
    this.lastAcknowledged = null;
    return seq;
  }

  private call<Name extends keyof ReaderCalls>(
    call: Extract<ReaderCall, { name: Name }>,
  ): Promise<ReaderCalls[Name]['answer']> {
    const port = this.port;
    if (port === null) return Promise.reject(unavailable());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, { resolve: (answer) => resolve(answer as ReaderCalls[Name]['answer']), reject });
      port.postMessage({ kind: 'call', id, call } satisfies ReaderMessage);
    });
  }

  private receive(port: MessagePort, reply: ReaderReply): void {
    if (port !== this.port) return;
    if (reply.kind === 'stored') {
      this.stored(port, reply.log, reply.lastSeq);
      return;
    }
    const pending = this.pending.get(reply.id);
    this.pending.delete(reply.id);
    pending?.resolve(reply.answer);
  }

  private stored(port: MessagePort, log: string, lastSeq: number): void {
    // What was acknowledged of a log that is gone means nothing in the one that replaces it.
    if (this.log !== null && log !== this.log) this.lastAcknowledged = null;
    this.log = log;
    if (this.tellAgain && this.lastAcknowledged !== null) port.postMessage(this.lastAcknowledged);
    this.tellAgain = false;
    this.onStored(lastSeq);
  }

  private lost(port: MessagePort): void {
    if (port !== this.port) return;
    this.port = null;
    const pending = [...this.pending.values()];
    this.pending.clear();
    for (const call of pending) call.reject(unavailable());
  }
}

function unavailable(): StoreError {
  return new StoreError(
    'unavailable',
    'The store is not running just now.',
    'Ask again when it has announced itself.',
  );
}

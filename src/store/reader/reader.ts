// The comms thread's access to the store: reads events and alarms, and reports which events the broker acknowledged.
import type { MessagePort } from 'node:worker_threads';
import type { HistoryChunk } from '../../history/chunk.js';
import type { HistoryAnswer, HistoryRequest } from '../../history/request.js';
import type { TaskFigures } from '../../shared/periodic-tasks.js';
import type { Alert, ControlEvent, StoredEvent } from '../../vocabulary/events.js';
import { StoreError } from '../errors.js';
import type {
  FrameBlock,
  FramePlace,
  FramesWaiting,
  MinutePlace,
  NumberedMinute,
  ReaderCall,
  ReaderCalls,
  ReaderMessage,
  ReaderReply,
  StoredFrames,
  StoredMinute,
} from '../protocol.js';

interface PendingCall {
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: StoreError) => void;
}

/**
 * Outlives the store's worker. When the worker dies, open calls reject with the code `unavailable`, and so do new calls until
 * {@link attach} brings the next port. Then `onStored` is called, which is the moment to ask again.
 */
export class StoreReader {
  private readonly onStored: (lastSeq: number) => void;
  private readonly pending = new Map<number, PendingCall>();
  private port: MessagePort | null = null;
  private nextId = 1;
  private log: string | null = null;
  /** Sent again to the next worker, because the present one may die before it has stored it. */
  private lastAcknowledged: ReaderMessage | null = null;
  private tellAgain = false;

  /** @param onStored called after each commit and each {@link attach}: events up to `lastSeq` can be read */
  constructor(onStored: (lastSeq: number) => void) {
    this.onStored = onStored;
  }

  /** Takes the port that `StoreClient.connectReader` made. It replaces an earlier one. */
  attach(port: MessagePort): void {
    this.close();
    this.port = port;
    port.on('message', (reply: ReaderReply) => this.receive(port, reply));
    port.on('close', () => this.lost(port));
    this.tellAgain = true;
  }

  /** Closes the port. Open calls reject. */
  close(): void {
    const port = this.port;
    if (port === null) return;
    this.lost(port);
    port.close();
  }

  /** Events with a `seq` greater than the given one, in order. At most `limit`, and at most 1000. */
  eventsAfter(seq: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.call({ name: 'eventsAfter', args: [seq, limit] });
  }

  /** The last state of each rule that ever fired. */
  currentAlerts(): Promise<readonly Alert[]> {
    return this.call({ name: 'currentAlerts', args: [] });
  }

  /** Removes a rule from {@link currentAlerts}: one that is not in the configuration any more. */
  async forgetAlert(rule: string): Promise<void> {
    await this.call({ name: 'forgetAlert', args: [rule] });
  }

  /** The time that each periodic task of the store's thread took since the thread's start, by name. */
  tasks(): Promise<Readonly<Record<string, TaskFigures>>> {
    return this.call({ name: 'tasks', args: [] });
  }

  /** Stores one minute's statistics; resolves when they are durable. Storing the same minute again changes nothing. */
  async putMinute(minute: StoredMinute): Promise<void> {
    await this.call({ name: 'putMinute', args: [minute] });
  }

  /**
   * Minutes that follow `after` and began before `beforeMs`, in the order of time. At most `limit`, and at most 1000. To
   * read on, pass the last minute as the next `after`.
   */
  minutesAfter(after: MinutePlace, beforeMs: number, limit: number): Promise<readonly NumberedMinute[]> {
    return this.call({ name: 'minutesAfter', args: [after, beforeMs, limit] });
  }

  /** Stores a chunk of the history; resolves when it is durable. Storing the same chunk again changes nothing. */
  async putHistory(chunk: HistoryChunk): Promise<void> {
    await this.call({ name: 'putHistory', args: [chunk] });
  }

  /** Answers a question about the history. A long one does not delay other calls. */
  history(request: HistoryRequest): Promise<HistoryAnswer> {
    return this.call({ name: 'history', args: [request] });
  }

  /** Stores messages that the broker does not have; resolves when they are durable. The same block again changes nothing. */
  putFrames(block: FrameBlock): Promise<FramesWaiting> {
    return this.call({ name: 'putFrames', args: [block] });
  }

  /** The oldest stored block behind the one with this id (0: the oldest of all); null when there is none. */
  framesAfter(id: number): Promise<StoredFrames | null> {
    return this.call({ name: 'framesAfter', args: [id] });
  }

  /** Deletes every stored message up to this place. */
  framesDelivered(place: FramePlace): Promise<FramesWaiting> {
    return this.call({ name: 'framesDelivered', args: [place] });
  }

  framesWaiting(): Promise<FramesWaiting> {
    return this.call({ name: 'framesWaiting', args: [] });
  }

  /** The record of the totals that was put last; null when there is none. */
  totals(): Promise<string | null> {
    return this.call({ name: 'totals', args: [] });
  }

  /** Replaces the record of the totals. An urgent one is durable when this resolves; another one with the next commit. */
  async putTotals(body: string, isUrgent: boolean): Promise<void> {
    await this.call({ name: 'putTotals', args: [body, isUrgent] });
  }

  /** Replaces the record of the totals and stores the event of this reset; resolves when both are durable. */
  async resetTotals(body: string, event: ControlEvent): Promise<void> {
    await this.call({ name: 'resetTotals', args: [body, event] });
  }

  /**
   * Reports that the broker has acknowledged every event up to `upToSeq`. A lower number than before is ignored. Nothing
   * is lost when the store is not available: the last report is sent again later.
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
   * connection of this thread: the store then takes the time of its last acknowledgement as the time of the loss
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
    // An acknowledgement belongs to its log: it has no meaning in the log that replaces it.
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
    'The store is not running at the moment.',
    'It is started again by itself: try again in some seconds.',
  );
}

// The event source of the program: the reader of the store, which survives restarts of the store's worker.
import type { MessagePort } from 'node:worker_threads';
import type { HistoryChunk } from '../../history/chunk.js';
import type { HistoryAnswer, HistoryRequest } from '../../history/request.js';
import type { TaskFigures } from '../../shared/periodic-tasks.js';
import type {
  FrameBlock,
  FramePlace,
  FramesWaiting,
  MinutePlace,
  NumberedMinute,
  StoredFrames,
  StoredMinute,
} from '../../store/protocol.js';
import { StoreReader } from '../../store/reader/reader.js';
import type { Alert, ControlEvent, StoredEvent } from '../../vocabulary/events.js';
import type { EventSource, FrameStore, HistoryStore, MinuteStore } from './event-source.js';
import type { TotalsStore } from './totals-keeper.js';

export class StoreSource implements EventSource, FrameStore, HistoryStore, MinuteStore, TotalsStore {
  private readonly listeners: (() => void)[] = [];
  private reader: StoreReader;
  private lastSeq = 0;

  constructor() {
    this.reader = this.newReader();
  }

  get storedUpTo(): number {
    return this.lastSeq;
  }

  /** @param isNewLog true when the store was replaced: acknowledgements of the old log mean nothing to the new one */
  attach(port: MessagePort, isNewLog: boolean): void {
    if (isNewLog) {
      this.reader.close();
      this.reader = this.newReader();
      this.lastSeq = 0;
    }
    this.reader.attach(port);
  }

  close(): void {
    this.reader.close();
  }

  eventsAfter(seq: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.reader.eventsAfter(seq, limit);
  }

  acknowledged(seq: number, atMs: number): void {
    this.reader.acknowledged(seq, atMs);
  }

  resumePoint(lossAtMs: number | null): Promise<number> {
    return this.reader.resumePoint(lossAtMs);
  }

  currentAlerts(): Promise<readonly Alert[]> {
    return this.reader.currentAlerts();
  }

  forgetAlert(rule: string): void {
    // When the store does not run now, the next connection finds the rule again.
    this.reader.forgetAlert(rule).catch(() => {});
  }

  /** @throws StoreError `unavailable` while the store is not running */
  tasks(): Promise<Readonly<Record<string, TaskFigures>>> {
    return this.reader.tasks();
  }

  putMinute(minute: StoredMinute): Promise<void> {
    return this.reader.putMinute(minute);
  }

  minutesAfter(after: MinutePlace, beforeMs: number, limit: number): Promise<readonly NumberedMinute[]> {
    return this.reader.minutesAfter(after, beforeMs, limit);
  }

  putFrames(block: FrameBlock): Promise<FramesWaiting> {
    return this.reader.putFrames(block);
  }

  framesAfter(id: number): Promise<StoredFrames | null> {
    return this.reader.framesAfter(id);
  }

  framesDelivered(place: FramePlace): Promise<FramesWaiting> {
    return this.reader.framesDelivered(place);
  }

  framesWaiting(): Promise<FramesWaiting> {
    return this.reader.framesWaiting();
  }

  putHistory(chunk: HistoryChunk): Promise<void> {
    return this.reader.putHistory(chunk);
  }

  history(request: HistoryRequest): Promise<HistoryAnswer> {
    return this.reader.history(request);
  }

  totals(): Promise<string | null> {
    return this.reader.totals();
  }

  putTotals(body: string, isUrgent: boolean): Promise<void> {
    return this.reader.putTotals(body, isUrgent);
  }

  resetTotals(body: string, event: ControlEvent): Promise<void> {
    return this.reader.resetTotals(body, event);
  }

  onStored(listener: () => void): void {
    this.listeners.push(listener);
  }

  private newReader(): StoreReader {
    const reader = new StoreReader((lastSeq) => {
      if (reader === this.reader) {
        this.lastSeq = lastSeq;
        for (const listener of this.listeners) {
          listener();
        }
      }
    });
    return reader;
  }
}

// An event source in memory, for tests of what is published and when.
import type {
  EventSource,
  FrameStore,
  HistoryStore,
  MinuteStore,
} from '../../src/comms/journal/event-source.js';
import type { TotalsStore } from '../../src/comms/journal/totals-keeper.js';
import type { HistoryChunk } from '../../src/history/chunk.js';
import type { HistoryAnswer, HistoryRequest } from '../../src/history/request.js';
import type {
  FrameBlock,
  FramePlace,
  FramesWaiting,
  MinutePlace,
  NumberedMinute,
  StoredFrames,
  StoredMinute,
} from '../../src/store/protocol.js';
import type { Alert, ControlEvent, StoredEvent } from '../../src/vocabulary/events.js';

export const LOG = '5f0c2f9e-6a53-4b4e-9a3b-0d9a2b0b7f10';

export class FakeSource implements EventSource, FrameStore, HistoryStore, MinuteStore, TotalsStore {
  readonly events: StoredEvent[] = [];
  readonly alerts = new Map<string, Alert>();
  readonly minutes: NumberedMinute[] = [];
  /** Blocks of messages that are not delivered. */
  frames: StoredFrames[] = [];
  readonly chunks: HistoryChunk[] = [];
  readonly questions: HistoryRequest[] = [];
  /** The answer to each question about the history. */
  historyAnswer: HistoryAnswer = { kind: 'series', json: [] };
  readonly forgotten: string[] = [];
  readonly lossesAsked: (number | null)[] = [];
  acknowledgedSeq = 0;
  /** The record of the totals; null when there is none. */
  totalsRecord: string | null = null;
  private nextFrames = 1;
  /** True: rejects, as while the store is being restarted. */
  isAway = false;
  private readonly listeners: (() => void)[] = [];

  get storedUpTo(): number {
    return this.events.length;
  }

  /** Stores events and notifies the listeners. */
  store(...events: ControlEvent[]): void {
    for (const event of events) {
      this.events.push({ ...event, log: LOG, seq: this.events.length + 1 });
      if (event.type === 'alert') {
        const alert = event.data as unknown as Alert;
        this.alerts.set(alert.rule, alert);
      }
    }
    for (const listener of this.listeners) {
      listener();
    }
  }

  /** Stores this many events without a meaning. */
  storeSome(count: number): void {
    this.store(...Array.from({ length: count }, () => lifecycleEvent()));
  }

  eventsAfter(seq: number, limit: number): Promise<readonly StoredEvent[]> {
    return this.answer(this.events.slice(seq, seq + limit));
  }

  acknowledged(seq: number): void {
    this.acknowledgedSeq = seq;
  }

  resumePoint(lossAtMs: number | null): Promise<number> {
    this.lossesAsked.push(lossAtMs);
    return this.answer(this.acknowledgedSeq);
  }

  currentAlerts(): Promise<readonly Alert[]> {
    return this.answer([...this.alerts.values()]);
  }

  forgetAlert(rule: string): void {
    this.forgotten.push(rule);
    this.alerts.delete(rule);
  }

  putMinute(minute: StoredMinute): Promise<void> {
    if (!this.isAway) this.minutes.push({ ...minute, id: this.minutes.length + 1 });
    return this.answer(undefined);
  }

  minutesAfter({ id }: MinutePlace, beforeMs: number, limit: number): Promise<readonly NumberedMinute[]> {
    return this.answer(
      this.minutes
        .slice(id)
        .filter(({ ts }) => ts < beforeMs)
        .slice(0, limit),
    );
  }

  putFrames(block: FrameBlock): Promise<FramesWaiting> {
    if (!this.isAway) this.frames.push({ ...block, id: this.nextFrames++, done: 0 });
    return this.framesWaiting();
  }

  framesAfter(id: number): Promise<StoredFrames | null> {
    return this.answer(this.frames.find((block) => block.id > id) ?? null);
  }

  framesDelivered({ id, count }: FramePlace): Promise<FramesWaiting> {
    if (!this.isAway) {
      this.frames = this.frames
        .map((block) => (block.id === id ? { ...block, done: Math.max(block.done, count) } : block))
        .filter((block) => block.id >= id && block.done < block.messages.length);
    }
    return this.framesWaiting();
  }

  framesWaiting(): Promise<FramesWaiting> {
    const left = this.frames.flatMap(({ messages, done }) => messages.slice(done));
    return this.answer({ messages: left.length, oldest: left[0]?.ts ?? null });
  }

  putHistory(chunk: HistoryChunk): Promise<void> {
    if (!this.isAway) this.chunks.push(chunk);
    return this.answer(undefined);
  }

  history(request: HistoryRequest): Promise<HistoryAnswer> {
    this.questions.push(request);
    return this.answer(this.historyAnswer);
  }

  totals(): Promise<string | null> {
    return this.answer(this.totalsRecord);
  }

  putTotals(body: string): Promise<void> {
    if (!this.isAway) this.totalsRecord = body;
    return this.answer(undefined);
  }

  resetTotals(body: string, event: ControlEvent): Promise<void> {
    if (!this.isAway) {
      this.totalsRecord = body;
      this.store(event);
    }
    return this.answer(undefined);
  }

  onStored(listener: () => void): void {
    this.listeners.push(listener);
  }

  private answer<T>(answer: T): Promise<T> {
    return this.isAway ? Promise.reject(new Error('the store is away')) : Promise.resolve(answer);
  }
}

export function lifecycleEvent(): ControlEvent {
  return { type: 'lifecycle', ts: 1764000000000, data: { what: 'started' } };
}

export function alertEvent(rule: string, changes: Partial<Alert> = {}): ControlEvent {
  return { type: 'alert', ts: 1764000000000, data: { ...alertOf(rule, changes) } };
}

export function alertOf(rule: string, changes: Partial<Alert> = {}): Alert {
  return {
    id: `${rule}-1`,
    rule,
    channel: 'chain.velocity',
    level: 'warning',
    state: 'active',
    acknowledged: false,
    shelvedUntil: null,
    value: 8.4,
    threshold: 8,
    since: 1764000000000,
    ts: 1764000000000,
    count: 1,
    message: 'the chain is fast',
    ...changes,
  };
}

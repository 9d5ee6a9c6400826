// The live messages that do not count as delivered yet, in the order in which they were due.
import type { FrameMessage, FrameTopic } from '../../store/protocol.js';

/**
 * A broker that is killed loses messages that it has acknowledged and not yet passed on. So a message counts as delivered when the
 * connection has lasted for this time after its acknowledgement.
 */
export const SETTLED_AFTER_MS = 5000;
/** While a broker is silent, this many messages wait for its answer here; the older ones go to the store. About 2 MB. */
export const MAX_OUTSTANDING = 2000;

/**
 * `held`: it is sent as soon as the messages before it are safe. `unsent`: the connection did not take it. `refused`: the broker does
 * not take it, and never will.
 */
type State = 'held' | 'unsent' | 'sent' | 'acknowledged' | 'refused';

export interface OutstandingMessage {
  readonly message: FrameMessage;
  state: State;
  acknowledgedAtMs: number;
}

export class Outstanding {
  private readonly entries: OutstandingMessage[] = [];
  private readonly keep: (message: FrameMessage) => void;

  /** @param keep gets each message that has to be sent again later, in order */
  constructor(keep: (message: FrameMessage) => void) {
    this.keep = keep;
  }

  get size(): number {
    return this.entries.length;
  }

  add(message: FrameMessage, state: 'held' | 'unsent' | 'sent'): OutstandingMessage {
    const entry: OutstandingMessage = { message, state, acknowledgedAtMs: 0 };
    this.entries.push(entry);
    return entry;
  }

  /** The messages that were added as `held` and not sent since, in order. */
  get held(): readonly OutstandingMessage[] {
    return this.entries.filter(({ state }) => state === 'held');
  }

  /**
   * The broker has answered this QoS 1 message. A broker handles the messages of a connection in order, so telemetry (QoS 0) that was
   * sent before has arrived as well.
   */
  answered(entry: OutstandingMessage, state: 'acknowledged' | 'refused', nowMs: number): void {
    const index = this.entries.lastIndexOf(entry);
    if (index === -1) return;
    entry.state = state;
    entry.acknowledgedAtMs = nowMs;
    for (let i = index - 1; i >= 0; i--) {
      const before = this.entries[i]!;
      if (before.message.topic !== 'telemetry') continue;
      if (before.state === 'acknowledged') return;
      if (before.state === 'sent') acknowledge(before, nowMs);
    }
  }

  /** Every message that was sent has arrived: the broker has acknowledged a message that was sent after them, in an orderly stop. */
  allArrived(): void {
    for (const entry of this.entries) {
      if (entry.state === 'sent') acknowledge(entry, 0);
    }
  }

  /** Forgets the oldest messages that count as delivered, and keeps those that were not sent. To be called with each frame. */
  settle(nowMs: number): void {
    for (let head = this.entries[0]; head !== undefined; head = this.entries[0]) {
      const { state, acknowledgedAtMs, message } = head;
      const isSettled = state === 'acknowledged' && nowMs - acknowledgedAtMs >= SETTLED_AFTER_MS;
      const isOpen = state === 'held' || state === 'sent' || (state === 'acknowledged' && !isSettled);
      if (isOpen && this.entries.length <= MAX_OUTSTANDING) return;
      if (state !== 'acknowledged' && state !== 'refused') this.keep(message);
      this.entries.shift();
    }
  }

  /** The connection is lost: keeps every message that does not count as delivered. */
  lost(): void {
    for (const { state, message } of this.entries.splice(0)) {
      if (state !== 'refused') this.keep(message);
    }
  }

  /** The connection was closed in order: keeps every message without an acknowledgement. */
  closed(): void {
    for (const { state, message } of this.entries.splice(0)) {
      if (state !== 'acknowledged' && state !== 'refused') this.keep(message);
    }
  }

  /** The oldest message of this topic whose answer is not known; undefined when there is none. */
  oldestOpen(topic: FrameTopic): FrameMessage | undefined {
    let oldest: FrameMessage | undefined;
    for (let i = this.entries.length - 1; i >= 0; i--) {
      const { state, message } = this.entries[i]!;
      if (message.topic !== topic) continue;
      if (state === 'acknowledged' || state === 'refused') return oldest;
      oldest = message;
    }
    return oldest;
  }
}

function acknowledge(entry: OutstandingMessage, nowMs: number): void {
  entry.state = 'acknowledged';
  entry.acknowledgedAtMs = nowMs;
}

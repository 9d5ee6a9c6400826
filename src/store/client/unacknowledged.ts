// The queue of events that the control thread has passed to the store and that are not confirmed as durable yet.
import type { ControlEvent } from '../../vocabulary/events.js';

/** A bounded queue whose entries carry consecutive numbers, from 1 on. */
export class Unacknowledged {
  private readonly capacity: number;
  /** Entries before `head` are durable. They are removed in groups, so that the cost of one entry stays constant. */
  private events: ControlEvent[] = [];
  private head = 0;
  private firstN = 1;
  private sentCount = 0;

  constructor(capacity: number) {
    this.capacity = capacity;
  }

  get length(): number {
    return this.events.length - this.head;
  }

  /** How many events were sent to the present worker. */
  get sent(): number {
    return this.sentCount;
  }

  /** Returns false, and does not take the event, when the queue is full. */
  push(event: ControlEvent): boolean {
    if (this.length >= this.capacity) return false;
    this.events.push(event);
    return true;
  }

  /** The next events to send, at most `limit`, with the number of the first. They count as sent from now on. */
  take(limit: number): { readonly firstN: number; readonly events: ControlEvent[] } {
    const from = this.head + this.sentCount;
    const events = this.events.slice(from, from + limit);
    const firstN = this.firstN + this.sentCount;
    this.sentCount += events.length;
    return { firstN, events };
  }

  /** Forgets all events up to number `n`. */
  acknowledge(n: number): void {
    const count = Math.min(n - this.firstN + 1, this.length);
    if (count <= 0) return;
    this.head += count;
    this.firstN += count;
    this.sentCount = Math.max(0, this.sentCount - count);
    if (this.head * 2 < this.events.length) return;
    this.events = this.events.slice(this.head);
    this.head = 0;
  }

  /** The worker is gone: everything has to be sent again. */
  resend(): void {
    this.sentCount = 0;
  }
}

/** Replaces data that cannot be sent to a thread by a note. The event itself stays, because it has a number already. */
export function cloneable(event: ControlEvent): ControlEvent {
  try {
    return structuredClone(event);
  } catch (error) {
    return { type: event.type, ts: event.ts, data: { unreadable: String(error) } };
  }
}

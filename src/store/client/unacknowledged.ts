// The events that the control thread has handed over and of which it does not know yet that they are durable.
import type { ControlEvent } from '../../control/events.js';

/** A bounded queue whose entries carry consecutive numbers, from 1 on. */
export class Unacknowledged {
  readonly #capacity: number;
  /** Entries before `#head` are done; they are cut off from time to time, so that the cost of an entry stays constant. */
  #events: ControlEvent[] = [];
  #head = 0;
  #firstN = 1;
  #sent = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get length(): number {
    return this.#events.length - this.#head;
  }

  /** How many were handed to the worker that runs now. */
  get sent(): number {
    return this.#sent;
  }

  /** Returns false, and keeps nothing, when the queue is full. */
  push(event: ControlEvent): boolean {
    if (this.length >= this.#capacity) return false;
    this.#events.push(event);
    return true;
  }

  /** The next events to send, at most `limit`, with the number of the first. They count as sent from now on. */
  take(limit: number): { readonly firstN: number; readonly events: ControlEvent[] } {
    const from = this.#head + this.#sent;
    const events = this.#events.slice(from, from + limit);
    const firstN = this.#firstN + this.#sent;
    this.#sent += events.length;
    return { firstN, events };
  }

  /** Forgets all events up to number `n`. */
  acknowledge(n: number): void {
    const count = Math.min(n - this.#firstN + 1, this.length);
    if (count <= 0) return;
    this.#head += count;
    this.#firstN += count;
    this.#sent = Math.max(0, this.#sent - count);
    if (this.#head * 2 < this.#events.length) return;
    this.#events = this.#events.slice(this.#head);
    this.#head = 0;
  }

  /** The worker is gone: everything has to be sent again. */
  resend(): void {
    this.#sent = 0;
  }
}

/** What no other thread can take is replaced by a note in its place: an event's number is given already. */
export function cloneable(event: ControlEvent): ControlEvent {
  try {
    return structuredClone(event);
  } catch (error) {
    return { type: event.type, ts: event.ts, data: { unreadable: String(error) } };
  }
}

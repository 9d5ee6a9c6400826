// Remembers the first reply to each request for ten minutes, so that a repeated request gets it again and acts only once.
import type { CommandAnswer } from './answer.js';

const KEPT_MS = 10 * 60 * 1000;
/** Senders of one request that get its reply when it comes. Further repetitions are a flood and get none. */
const MAX_WAITING = 8;

interface Remembered {
  readonly sinceMs: number;
  /** Undefined while the controller has not answered. */
  reply: CommandAnswer | undefined;
  /** The sender of the request, and of repetitions that came before the first reply. */
  readonly waiting: ((reply: CommandAnswer) => void)[];
}

export class ReplyMemory {
  private readonly capacity: number;
  private readonly nowMs: () => number;
  /** In order of arrival. */
  private readonly entries = new Map<string, Remembered>();

  /** @param capacity most requests that are remembered; the oldest go first; @param nowMs a clock that does not jump, milliseconds */
  constructor(capacity: number, nowMs: () => number) {
    this.capacity = capacity;
    this.nowMs = nowMs;
  }

  /** Returns true when the request is a repetition. Then `answer` gets the first reply, now or when it comes. */
  repeat(requestId: string, answer: (reply: CommandAnswer) => void): boolean {
    this.forgetOld();
    const entry = this.entries.get(requestId);
    if (entry === undefined) {
      return false;
    }
    if (entry.reply !== undefined) {
      answer(entry.reply);
    } else if (entry.waiting.length < MAX_WAITING) {
      entry.waiting.push(answer);
    }
    return true;
  }

  /** A new request, to be answered by {@link settle}. */
  begin(requestId: string, answer: (reply: CommandAnswer) => void): void {
    this.entries.set(requestId, { sinceMs: this.nowMs(), reply: undefined, waiting: [answer] });
  }

  /** Gives the reply to all who wait for it. Does nothing when the request is unknown or has its reply already. */
  settle(requestId: string, reply: CommandAnswer): void {
    const entry = this.entries.get(requestId);
    if (entry === undefined || entry.reply !== undefined) {
      return;
    }
    entry.reply = reply;
    for (const answer of entry.waiting.splice(0)) {
      answer(reply);
    }
  }

  private forgetOld(): void {
    const oldest = this.nowMs() - KEPT_MS;
    for (const [requestId, { sinceMs }] of this.entries) {
      if (sinceMs > oldest && this.entries.size <= this.capacity) {
        return;
      }
      this.entries.delete(requestId);
    }
  }
}

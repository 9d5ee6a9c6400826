// Remembers the first reply to each request for a while, so that a repeated request gets it again and acts once.
import type { CommandAnswer } from './answer.js';

const KEPT_MS = 10 * 60 * 1000;
/** Repetitions of one request that are answered when its reply comes; more are a flood. */
const MAX_WAITING = 8;

interface Remembered {
  readonly sinceMs: number;
  /** Undefined while the controller has not answered. */
  reply: CommandAnswer | undefined;
  /** Repetitions that came before the first reply. */
  readonly waiting: ((reply: CommandAnswer) => void)[];
}

export class ReplyMemory {
  private readonly capacity: number;
  private readonly nowMs: () => number;
  /** In order of arrival. */
  private readonly entries = new Map<string, Remembered>();

  /** @param capacity when it is exceeded the oldest entries are forgotten; @param nowMs a clock that does not jump */
  constructor(capacity: number, nowMs: () => number) {
    this.capacity = capacity;
    this.nowMs = nowMs;
  }

  /** True when the request is a repetition: `answer` gets the first reply, now or when it is there. */
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

  /** Gives the reply to everybody who waits for it. Nothing happens when nobody asked, or it was given before. */
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

// A subscriber that is a function: waits for its promises, and leaves it alone for a while when it fails.
import type { ValuesDocument } from '../report/telemetry.js';
import type { Sink } from './sink.js';
import type { StreamMessage } from './stream-message.js';
import type { Tally } from './tally.js';

/** A promise holds the next message back until it is settled. A throw or a rejection is a failure; what else is returned says nothing. */
export type StreamCallback = (message: ValuesDocument) => unknown;

/** Failures in a row, and seconds with a full queue, after which a subscriber is parked. */
const MAX_FAILURES = 5;
const MAX_FULL_S = 5;
/** Pause before it is tried again: doubled with each trial that fails. */
const FIRST_PAUSE_S = 1;
const LONGEST_PAUSE_S = 60;
/** Of sums of frame times; far less than a base tick. */
const ROUNDING_S = 1e-6;

export class CallbackSink implements Sink {
  readonly limit: number;
  private readonly callback: StreamCallback;
  private readonly tally: Tally;
  private readonly queue: ValuesDocument[] = [];
  private isBusy = false;
  private isClosed = false;
  private failures = 0;
  /** NaN while it is not parked, or its queue not full. */
  private parkedUntilS = Number.NaN;
  private fullSinceS = Number.NaN;
  private pauseS = FIRST_PAUSE_S;
  /** The first message after a pause decides. */
  private isOnTrial = false;
  private nowS = 0;

  constructor(callback: StreamCallback, limit: number, tally: Tally) {
    this.callback = callback;
    this.limit = limit;
    this.tally = tally;
  }

  get waiting(): number {
    return this.queue.length + Number(this.isBusy);
  }

  get isParked(): boolean {
    return !Number.isNaN(this.parkedUntilS);
  }

  offer(message: StreamMessage, seq: number, nowS: number): void {
    this.nowS = nowS;
    if (this.isParked) {
      if (this.isBusy || nowS < this.parkedUntilS - ROUNDING_S) {
        this.tally.drop('parked');
        return;
      }
      this.parkedUntilS = Number.NaN;
      this.isOnTrial = true;
    }
    if (this.isBusy) {
      this.enqueue(message.document(seq));
    } else {
      this.call(message.document(seq));
    }
  }

  close(): void {
    this.isClosed = true;
    this.queue.length = 0;
  }

  private enqueue(document: ValuesDocument): void {
    if (this.queue.length < this.limit) {
      this.fullSinceS = Number.NaN;
    } else {
      this.queue.shift();
      this.tally.drop('queue');
      if (Number.isNaN(this.fullSinceS)) this.fullSinceS = this.nowS;
    }
    this.queue.push(document);
    if (this.nowS - this.fullSinceS >= MAX_FULL_S - ROUNDING_S) this.park();
  }

  private call(document: ValuesDocument): void {
    try {
      const result = this.callback(document);
      if (isThenable(result)) {
        this.isBusy = true;
        Promise.resolve(result).then(
          () => this.settled(true),
          () => this.settled(false),
        );
        return;
      }
    } catch {
      this.failed();
      return;
    }
    this.succeeded();
  }

  private settled(isSuccess: boolean): void {
    this.isBusy = false;
    if (isSuccess) this.succeeded();
    else this.failed();
    while (!(this.isBusy || this.isParked || this.isClosed)) {
      const next = this.queue.shift();
      if (next === undefined) return;
      this.call(next);
    }
  }

  private succeeded(): void {
    this.tally.send();
    this.failures = 0;
    if (this.isParked) return;
    this.isOnTrial = false;
    this.pauseS = FIRST_PAUSE_S;
  }

  private failed(): void {
    this.tally.drop('failed');
    this.failures++;
    if (!this.isParked && (this.isOnTrial || this.failures >= MAX_FAILURES)) this.park();
  }

  private park(): void {
    this.tally.drop('parked', this.queue.length);
    this.queue.length = 0;
    this.fullSinceS = Number.NaN;
    this.parkedUntilS = this.nowS + this.pauseS;
    this.pauseS = Math.min(LONGEST_PAUSE_S, 2 * this.pauseS);
  }
}

function isThenable(result: unknown): result is PromiseLike<unknown> {
  return (
    typeof result === 'object' && result !== null && 'then' in result && typeof result.then === 'function'
  );
}

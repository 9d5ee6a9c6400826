// One subscriber of the streams: numbers its messages and counts what becomes of them.
import type { MakeSink, Sink } from './sink.js';
import type { StreamMessage } from './stream-message.js';
import { type DropCause, Tally } from './tally.js';
import type { Wanted } from './wanted.js';

export interface SubscriberReport {
  readonly id: string;
  /** Hz, or the telemetry's rate. */
  readonly rate: number | 'telemetry';
  readonly channels: number;
  readonly priority: boolean;
  /** Each due message is counted once: as sent, waiting, thinned out, or dropped with a cause. */
  readonly sent: number;
  readonly waiting: number;
  readonly thinned: number;
  readonly dropped: number;
  readonly byCause: Readonly<Record<DropCause, number>>;
  readonly parked: boolean;
}

export class Subscription {
  readonly sink: Sink;
  private readonly id: string;
  private readonly wanted: Wanted;
  private readonly tally: Tally;
  private seq = 0;
  private isNew = true;

  constructor(id: string, wanted: Wanted, makeSink: MakeSink, total: Tally) {
    this.id = id;
    this.wanted = wanted;
    this.tally = new Tally(total);
    this.sink = makeSink(this.tally);
  }

  /** `seq` begins at 1. A dropped message leaves a gap, wherever it was dropped. */
  take(message: StreamMessage | undefined, due: number, thinned: number, nowS: number): void {
    // Messages from before the subscription do not count.
    const isFirst = this.isNew;
    this.isNew = false;
    if (message === undefined) {
      this.tally.thin(isFirst ? 1 : thinned);
      return;
    }
    const lost = isFirst ? 0 : due - 1;
    if (!isFirst) this.tally.thin(thinned);
    if (lost > 0) this.tally.drop('lost', lost);
    this.seq += lost + 1;
    try {
      this.sink.offer(message, this.seq, nowS);
    } catch {
      this.tally.drop('failed');
    }
  }

  report(): SubscriberReport {
    const { tally, sink, wanted } = this;
    return {
      id: this.id,
      rate: wanted.rate,
      channels: wanted.channels.length,
      priority: wanted.isPriority,
      sent: tally.sent,
      waiting: sink.waiting,
      thinned: tally.thinned,
      dropped: tally.dropped,
      byCause: { ...tally.byCause },
      parked: sink.isParked,
    };
  }
}

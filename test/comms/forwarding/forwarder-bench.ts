// A forwarder with a connection, a store and a clock that the test controls.
import { vi } from 'vitest';
import { Forwarder } from '../../../src/comms/forwarding/forwarder.js';
import { StreamMarks } from '../../../src/comms/forwarding/stream-marks.js';
import { createLogger } from '../../../src/shared/log.js';
import type { FrameTopic } from '../../../src/store/protocol.js';
import type { ControlEvent } from '../../../src/vocabulary/events.js';
import { FakePublisher } from '../fake-publisher.js';
import { FakeSource } from '../fake-source.js';

export const TOPICS = { telemetry: 'base/telemetry', priority: 'base/priority' } as const;

/** To be used with fake timers. */
export class ForwarderBench {
  readonly events: ControlEvent[] = [];
  /** Every message that was ever handed to a connection: the first letter of its topic, `seq`, and `h` for a historical one. */
  readonly sent: string[] = [];
  link = new FakePublisher();
  rate = 300;
  /** False while events have to go first. */
  mayReplay = true;
  readonly forwarder: Forwarder;
  private readonly seqs = { telemetry: 0, priority: 0 };

  constructor(
    readonly source = new FakeSource(),
    readonly marks = StreamMarks.allocate(),
  ) {
    this.forwarder = new Forwarder({
      run: 1,
      topics: TOPICS,
      store: source,
      marks: new StreamMarks(marks),
      replayRate: () => this.rate,
      report: (events) => this.events.push(...events),
      clock: Date.now,
      wallClock: Date.now,
      log: createLogger('comms', () => {}, { journal: false }),
    });
    this.forwarder.start();
  }

  connect(): FakePublisher {
    this.link = new FakePublisher();
    const { link, sent } = this;
    const { publish, publishLive } = FakePublisher.prototype;
    link.publish = (message, delivered) => {
      sent.push(short(message.topic, message.payload));
      publish.call(link, message, delivered);
    };
    link.publishLive = (message) => {
      const isTaken = publishLive.call(link, message);
      if (isTaken) sent.push(short(message.topic, message.payload));
      return isTaken;
    };
    this.forwarder.begin(link, () => this.mayReplay);
    return link;
  }

  /** Numbers of another stream begin here. */
  begin(seqs: { telemetry: number; priority: number }): void {
    Object.assign(this.seqs, seqs);
  }

  /** A message is due. */
  async due(topic: FrameTopic): Promise<void> {
    const seq = ++this.seqs[topic];
    const ts = Date.now();
    this.forwarder.send({ topic, seq, ts, payload: JSON.stringify({ run: 1, seq, ts }) });
    await vi.advanceTimersByTimeAsync(0);
  }

  /** Frames for this time: telemetry at 10 Hz, priority at 10 Hz, each telemetry first. */
  async runs(seconds: number): Promise<void> {
    for (let i = 0; i < seconds * 10; i++) {
      await this.due('telemetry');
      await this.due('priority');
      await vi.advanceTimersByTimeAsync(100);
      if (i % 10 === 9) this.forwarder.look();
    }
  }

  /** `seq` of the messages of a topic that were sent again, in the order of sending. */
  replayed(topic: FrameTopic): number[] {
    const letter = topic.charAt(0);
    return this.sent.flatMap((text) =>
      text.startsWith(letter) && text.endsWith('h') ? [Number(text.slice(1, -1))] : [],
    );
  }

  /** `seq` of all messages of a topic that the broker got, each once, in rising order. */
  arrived(topic: FrameTopic): number[] {
    const letter = topic.charAt(0);
    const seqs = this.sent
      .filter((text) => text.startsWith(letter))
      .map((text) => Number.parseInt(text.slice(1), 10));
    return [...new Set(seqs)].sort((a, b) => a - b);
  }
}

function short(topic: string, payload: string): string {
  const { seq, historical } = JSON.parse(payload) as { seq: number; historical?: boolean };
  return `${topic === TOPICS.telemetry ? 't' : 'p'}${seq}${historical === true ? 'h' : ''}`;
}

/** 1, 2, .. up to `last`, or from `first` on. */
export function upTo(last: number, first = 1): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

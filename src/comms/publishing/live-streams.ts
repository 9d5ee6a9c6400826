// Publishes live data over MQTT: telemetry, the priority channels and health, each when a frame or a health record is due.
import { FRAME } from '../../control/records/frame.js';
import type { FrameReport, ValuesDocument } from '../../report/telemetry.js';
import type { FrameTopic } from '../../store/protocol.js';
import type { Forwarder } from '../forwarding/forwarder.js';
import type { Publisher } from '../mqtt/link.js';
import type { Topics } from '../mqtt/topics.js';

/** The messages of one topic since the start. Messages that were due before the first connection are not counted. */
export interface TopicAccount {
  sent: number;
  /** Health documents that were dropped because the broker was too slow. */
  dropped: number;
  /** Telemetry and priority that was stored, because there was no connection or the broker was too slow. It is sent later. */
  stored: number;
}

/** By name of the topic below the base. */
export type TopicAccounts = Readonly<Record<'telemetry' | 'priority' | 'health', TopicAccount>>;

export class LiveStreams {
  readonly accounts: TopicAccounts = {
    telemetry: { sent: 0, dropped: 0, stored: 0 },
    priority: { sent: 0, dropped: 0, stored: 0 },
    health: { sent: 0, dropped: 0, stored: 0 },
  };
  private readonly topics: Topics;
  private readonly report: FrameReport;
  private readonly forwarder: Pick<Forwarder, 'isOpen' | 'send'>;
  private priorityDocument: (frame: Float64Array, seq: number) => ValuesDocument;
  private link: Publisher | undefined;

  constructor(
    topics: Topics,
    report: FrameReport,
    priority: readonly string[],
    forwarder: Pick<Forwarder, 'isOpen' | 'send'>,
  ) {
    this.topics = topics;
    this.report = report;
    this.forwarder = forwarder;
    this.priorityDocument = report.values(priority);
  }

  /** Messages that were dropped because the broker was too slow. */
  get dropped(): number {
    return this.accounts.health.dropped;
  }

  begin(link: Publisher): void {
    this.link = link;
  }

  end(): void {
    this.link = undefined;
  }

  /** Sets the priority channels, from the next message on. */
  sendPriority(channels: readonly string[]): void {
    this.priorityDocument = this.report.values(channels);
  }

  frame(frame: Float64Array): void {
    if (!this.forwarder.isOpen) return;
    // First, because a broker with Nagle's algorithm lets the second message wait for the subscriber's acknowledgement of the first.
    const prioritySeq = frame[FRAME.prioritySeq]!;
    if (prioritySeq > 0) this.send('priority', this.priorityDocument(frame, prioritySeq));
    if (frame[FRAME.telemetrySeq]! > 0) this.send('telemetry', this.report.telemetry(frame));
  }

  health(document: unknown): void {
    if (this.link === undefined) return;
    const isSent = this.link.publishLive({ topic: this.topics.health, payload: JSON.stringify(document) });
    this.accounts.health[isSent ? 'sent' : 'dropped']++;
  }

  private send(topic: FrameTopic, document: { readonly seq: number; readonly ts: number }): void {
    const { seq, ts } = document;
    this.accounts[topic][this.forwarder.send({ topic, seq, ts, payload: JSON.stringify(document) })]++;
  }
}

// Publishes live data over MQTT: telemetry, the priority channels and health, each when a frame or a health record is due.
import { FRAME, type FrameLayout } from '../../control/records/frame.js';
import { FrameReport, type ValuesDocument } from '../../report/telemetry.js';
import type { Publisher } from '../mqtt/link.js';
import type { Topics } from '../mqtt/topics.js';

/** Priority messages that may be without an acknowledgement: about four seconds of them, as many as the ring of frames holds. */
const MAX_PRIORITY_OUTSTANDING = 64;

/** The messages of one topic since the start. Messages that were due while there was no connection are not counted. */
export interface TopicAccount {
  sent: number;
  /** Dropped because the broker was too slow. */
  dropped: number;
}

/** By name of the topic below the base. */
export type TopicAccounts = Readonly<Record<'telemetry' | 'priority' | 'health', TopicAccount>>;

export class LiveStreams {
  readonly accounts: TopicAccounts = {
    telemetry: { sent: 0, dropped: 0 },
    priority: { sent: 0, dropped: 0 },
    health: { sent: 0, dropped: 0 },
  };
  private readonly topics: Topics;
  private readonly report: FrameReport;
  private priorityDocument: (frame: Float64Array, seq: number) => ValuesDocument;
  private link: Publisher | undefined;
  private outstanding = 0;

  constructor(topics: Topics, layout: FrameLayout, run: number, priority: readonly string[]) {
    this.topics = topics;
    this.report = new FrameReport(layout, run);
    this.priorityDocument = this.report.values(priority);
  }

  /** Messages that were dropped because the broker was too slow. */
  get dropped(): number {
    const { telemetry, priority, health } = this.accounts;
    return telemetry.dropped + priority.dropped + health.dropped;
  }

  begin(link: Publisher): void {
    this.link = link;
    this.outstanding = 0;
  }

  end(): void {
    this.link = undefined;
  }

  /** Sets the priority channels, from the next message on. */
  sendPriority(channels: readonly string[]): void {
    this.priorityDocument = this.report.values(channels);
  }

  frame(frame: Float64Array): void {
    const link = this.link;
    if (link === undefined) {
      return;
    }
    // First, because a broker with Nagle's algorithm lets the second message wait for the subscriber's acknowledgement of the first.
    const prioritySeq = frame[FRAME.prioritySeq]!;
    if (prioritySeq > 0) {
      this.priority(link, this.priorityDocument(frame, prioritySeq));
    }
    if (frame[FRAME.telemetrySeq]! > 0) {
      this.live(link, 'telemetry', this.report.telemetry(frame));
    }
  }

  health(document: unknown): void {
    if (this.link !== undefined) {
      this.live(this.link, 'health', document);
    }
  }

  private live(link: Publisher, name: 'telemetry' | 'health', document: unknown): void {
    const isSent = link.publishLive({ topic: this.topics[name], payload: JSON.stringify(document) });
    this.accounts[name][isSent ? 'sent' : 'dropped']++;
  }

  private priority(link: Publisher, document: ValuesDocument): void {
    if (this.outstanding >= MAX_PRIORITY_OUTSTANDING) {
      this.accounts.priority.dropped++;
      return;
    }
    this.outstanding++;
    this.accounts.priority.sent++;
    link.publish({ topic: this.topics.priority, payload: JSON.stringify(document) }, () => {
      if (this.link === link) {
        this.outstanding--;
      }
    });
  }
}

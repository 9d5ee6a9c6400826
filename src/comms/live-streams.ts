// Sends what is live: telemetry, the priority channels and health, each when a frame or a record says that it is due.
import { FRAME, type FrameLayout } from '../control/frame.js';
import { FrameReport, type ValuesDocument } from '../report/telemetry.js';
import type { Publisher } from './mqtt/link.js';
import type { Topics } from './topics.js';

/** Priority messages that may wait for the broker, handed over or in flight: four seconds of them, as the ring of frames holds. */
const MAX_PRIORITY_OUTSTANDING = 64;

export class LiveStreams {
  private readonly topics: Topics;
  private readonly report: FrameReport;
  private priorityDocument: (frame: Float64Array, seq: number) => ValuesDocument;
  private link: Publisher | undefined;
  private outstanding = 0;
  private droppedMessages = 0;

  constructor(topics: Topics, layout: FrameLayout, run: number, priority: readonly string[]) {
    this.topics = topics;
    this.report = new FrameReport(layout, run);
    this.priorityDocument = this.report.values(priority);
  }

  /** Messages that the broker was too slow for. */
  get dropped(): number {
    return this.droppedMessages;
  }

  begin(link: Publisher): void {
    this.link = link;
    this.outstanding = 0;
  }

  end(): void {
    this.link = undefined;
  }

  /** Other priority channels, from the next message on. */
  sendPriority(channels: readonly string[]): void {
    this.priorityDocument = this.report.values(channels);
  }

  frame(frame: Float64Array): void {
    const link = this.link;
    if (link === undefined) {
      return;
    }
    if (frame[FRAME.telemetrySeq]! > 0) {
      this.#live(link, this.topics.telemetry, this.report.telemetry(frame));
    }
    const prioritySeq = frame[FRAME.prioritySeq]!;
    if (prioritySeq > 0) {
      this.#priority(link, this.priorityDocument(frame, prioritySeq));
    }
  }

  health(document: unknown): void {
    if (this.link !== undefined) {
      this.#live(this.link, this.topics.health, document);
    }
  }

  #live(link: Publisher, topic: string, document: unknown): void {
    if (!link.publishLive({ topic, payload: JSON.stringify(document) })) {
      this.droppedMessages++;
    }
  }

  #priority(link: Publisher, document: ValuesDocument): void {
    if (this.outstanding >= MAX_PRIORITY_OUTSTANDING) {
      this.droppedMessages++;
      return;
    }
    this.outstanding++;
    link.publish({ topic: this.topics.priority, payload: JSON.stringify(document) }, () => {
      if (this.link === link) {
        this.outstanding--;
      }
    });
  }
}

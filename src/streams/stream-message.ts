// A message that the subscribers of a group share: it is made once and differs only in its `seq`.
import type { ValuesDocument } from '../report/telemetry.js';

export class StreamMessage {
  private readonly shared: ValuesDocument;
  private head: string | undefined;
  private tail = '';

  constructor(shared: ValuesDocument) {
    Object.freeze(shared.values);
    Object.freeze(shared.quality);
    this.shared = shared;
  }

  /** The document for one subscriber. Values and qualities are frozen, because all subscribers share them. */
  document(seq: number): ValuesDocument {
    const { run, ts, values, quality } = this.shared;
    return { run, seq, ts, values, quality };
  }

  /** The document as JSON; everything but `seq` is serialised once for all subscribers. */
  json(seq: number): string {
    if (this.head === undefined) {
      const { run, ts, values, quality } = this.shared;
      this.head = `{"run":${run},"seq":`;
      this.tail = `,"ts":${ts},"values":${JSON.stringify(values)},"quality":${JSON.stringify(quality)}}`;
    }
    return `${this.head}${seq}${this.tail}`;
  }
}

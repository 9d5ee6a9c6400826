// A message that subscribers of one group share: made once, and then it differs in its `seq` alone.
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

  /** For one subscriber. Values and qualities are frozen, since others get the same. */
  document(seq: number): ValuesDocument {
    const { run, ts, values, quality } = this.shared;
    return { run, seq, ts, values, quality };
  }

  /** The document as JSON; all but `seq` is written once for all. */
  json(seq: number): string {
    if (this.head === undefined) {
      const { run, ts, values, quality } = this.shared;
      this.head = `{"run":${run},"seq":`;
      this.tail = `,"ts":${ts},"values":${JSON.stringify(values)},"quality":${JSON.stringify(quality)}}`;
    }
    return `${this.head}${seq}${this.tail}`;
  }
}

// Reads all records that wait in a ring, into one buffer that is reused.
import { RingReader } from '../shared/record-ring.js';

export class RingDrain {
  private readonly reader: RingReader;
  private readonly record: Float64Array;
  private readonly take: (record: Float64Array) => void;

  /** @param length numbers in a record; @param take gets each record, which is overwritten after the call */
  constructor(memory: SharedArrayBuffer, length: number, take: (record: Float64Array) => void) {
    this.reader = new RingReader(memory);
    this.record = new Float64Array(length);
    this.take = take;
  }

  /** Records that were overwritten before they were read. */
  get dropped(): number {
    return this.reader.dropped;
  }

  drain(): void {
    while (this.reader.read(this.record)) this.take(this.record);
  }
}

// Reads all records that wait in a ring, into one buffer that is reused, and continues where an earlier thread has stopped.
import { RingReader } from '../shared/record-ring.js';
import type { StreamMarks } from './forwarding/stream-marks.js';

export class RingDrain {
  private readonly reader: RingReader;
  private readonly record: Float64Array;
  private readonly marks: Pick<StreamMarks, 'nextRecord' | 'setNextRecord'>;
  private readonly take: (record: Float64Array) => void;

  /** @param length numbers in a record; @param take gets each record, which is overwritten after the call */
  constructor(
    memory: SharedArrayBuffer,
    length: number,
    marks: Pick<StreamMarks, 'nextRecord' | 'setNextRecord'>,
    take: (record: Float64Array) => void,
  ) {
    this.reader = new RingReader(memory, marks.nextRecord);
    this.marks = marks;
    this.record = new Float64Array(length);
    this.take = take;
  }

  /** Records that were overwritten before they were read. */
  get dropped(): number {
    return this.reader.dropped;
  }

  drain(): void {
    // The mark is set before a record is used: a record that ends this thread must not end the next one as well.
    while (this.reader.read(this.record)) {
      this.marks.setNextRecord(this.reader.position);
      this.take(this.record);
    }
  }
}

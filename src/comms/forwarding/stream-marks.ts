// What a new comms thread has to know of the one that died: how far it had read and delivered. Kept in shared memory.
import type { FrameTopic } from '../../store/protocol.js';

/** A message of a stream. */
export interface StreamPlace {
  readonly seq: number;
  /** Milliseconds since the epoch. */
  readonly ts: number;
}

const CONNECTED = 0;
const HAS_READ = 1;
const NEXT_RECORD = 2;
const SAFE = { telemetry: 3, priority: 5 } as const;
const LENGTH = 7;

/** Only one thread uses it at a time: the next one starts after the end of the last one. */
export class StreamMarks {
  private readonly values: Float64Array;

  constructor(memory: SharedArrayBuffer) {
    this.values = new Float64Array(memory);
  }

  static allocate(): SharedArrayBuffer {
    return new SharedArrayBuffer(LENGTH * Float64Array.BYTES_PER_ELEMENT);
  }

  /** True from the first connection of this run on. */
  get wasConnected(): boolean {
    return this.values[CONNECTED] === 1;
  }

  setConnected(): void {
    this.values[CONNECTED] = 1;
  }

  /** Sequence number of the next record of the ring of frames; undefined before anything was read. */
  get nextRecord(): number | undefined {
    return this.values[HAS_READ] === 1 ? this.values[NEXT_RECORD] : undefined;
  }

  setNextRecord(sequence: number): void {
    this.values[NEXT_RECORD] = sequence;
    this.values[HAS_READ] = 1;
  }

  /** The last message of the stream that is delivered or stored, like all before it. */
  safe(topic: FrameTopic): StreamPlace {
    const at = SAFE[topic];
    return { seq: this.values[at]!, ts: this.values[at + 1]! };
  }

  setSafe(topic: FrameTopic, { seq, ts }: StreamPlace): void {
    const at = SAFE[topic];
    this.values[at] = seq;
    this.values[at + 1] = ts;
  }
}

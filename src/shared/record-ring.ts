// A ring buffer of fixed-size records in shared memory, with one writer that never waits and any number of readers.

const HEAD = 0;
const CAPACITY = 1;
const RECORD_WORDS = 2;
/** One cache line: the head does not share it with records. */
const HEADER_WORDS = 16;
/** Each slot has the sequence number of its record before and after the payload. */
const SLOT_EXTRA_WORDS = 2;
const BYTES_PER_WORD = Int32Array.BYTES_PER_ELEMENT;
const WORDS_PER_NUMBER = Float64Array.BYTES_PER_ELEMENT / BYTES_PER_WORD;

/**
 * Memory for at least `capacity` records of `recordLength` float64 numbers. The capacity is rounded up to a power of two, so
 * that slots stay in order when the 32 bit sequence wraps.
 * @throws RangeError when a size is not a whole number of at least 1.
 */
export function allocateRing(capacity: number, recordLength: number): SharedArrayBuffer {
  for (const [name, value] of Object.entries({ capacity, recordLength })) {
    if (!Number.isSafeInteger(value) || value < 1) {
      throw new RangeError(`ring: ${name} is ${value}, it has to be a whole number of at least 1`);
    }
  }
  const slots = 2 ** Math.max(1, Math.ceil(Math.log2(capacity)));
  const recordWords = recordLength * WORDS_PER_NUMBER;
  const memory = new SharedArrayBuffer(
    (HEADER_WORDS + slots * (recordWords + SLOT_EXTRA_WORDS)) * BYTES_PER_WORD,
  );
  const words = new Int32Array(memory);
  words[CAPACITY] = slots;
  words[RECORD_WORDS] = recordWords;
  // Marks the ring as empty: record 1 can never be in slot 0. Zeros would claim that slot 0 has record 0.
  words[HEADER_WORDS] = 1;
  words[HEADER_WORDS + recordWords + 1] = 1;
  return memory;
}

/** The common part of writer and reader: the layout, and the caller's record as 32 bit words. */
class RingSide {
  protected readonly words: Int32Array;
  protected readonly capacity: number;
  protected readonly recordWords: number;
  private record: Float64Array | undefined;
  private recordAsWords: Int32Array = new Int32Array(0);

  constructor(memory: SharedArrayBuffer) {
    this.words = new Int32Array(memory);
    this.capacity = this.words[CAPACITY]!;
    this.recordWords = this.words[RECORD_WORDS]!;
  }

  /** The result is kept for the last record, so that passing the same record again allocates nothing. */
  protected asWords(record: Float64Array): Int32Array {
    if (record !== this.record) {
      const length = record.length * WORDS_PER_NUMBER;
      if (length !== this.recordWords) {
        throw new RangeError(
          `ring: a record of ${record.length} numbers was passed, this ring holds ${this.recordWords / WORDS_PER_NUMBER}`,
        );
      }
      this.recordAsWords = new Int32Array(record.buffer, record.byteOffset, length);
      this.record = record;
    }
    return this.recordAsWords;
  }

  protected slotOf(sequence: number): number {
    return HEADER_WORDS + (sequence & (this.capacity - 1)) * (this.recordWords + SLOT_EXTRA_WORDS);
  }
}

/** The only writer of a ring. A new writer continues after the last record of the previous one. */
export class RingWriter extends RingSide {
  /** Overwrites the oldest record when the ring is full. Throws RangeError when the record's length is not the ring's. */
  write(record: Float64Array): void {
    const { words, recordWords } = this;
    const source = this.asWords(record);
    const sequence = (Atomics.load(words, HEAD) + 1) | 0;
    const before = this.slotOf(sequence);
    const payload = before + 1;
    Atomics.store(words, before, sequence);
    for (let i = 0; i < recordWords; i++) {
      Atomics.store(words, payload + i, source[i]!);
    }
    Atomics.store(words, payload + recordWords, sequence);
    Atomics.store(words, HEAD, sequence);
  }
}

/** An independent reader. It starts with the record that is the newest one when the reader is created, or continues another reader. */
export class RingReader extends RingSide {
  private next: number;
  private droppedCount = 0;

  /** @param position where another reader has stopped; what was overwritten since then counts as dropped */
  constructor(memory: SharedArrayBuffer, position?: number) {
    super(memory);
    if (position !== undefined) {
      this.next = position | 0;
      return;
    }
    const newest = Atomics.load(this.words, HEAD);
    const isThere = Atomics.load(this.words, this.slotOf(newest) + 1 + this.recordWords) === newest;
    this.next = isThere ? newest : (newest + 1) | 0;
  }

  /** The sequence number of the next record. */
  get position(): number {
    return this.next;
  }

  /** Number of records that were overwritten before this reader read them. */
  get dropped(): number {
    return this.droppedCount;
  }

  /**
   * Copies the next record, complete and in order. Returns false when there is no new record; then `into` may contain parts of a
   * record that was overwritten meanwhile. Throws RangeError when the length of `into` is not the ring's.
   */
  read(into: Float64Array): boolean {
    const target = this.asWords(into);
    // A fast writer would overwrite the oldest record again and again while it is read: after each failure skip further ahead.
    for (let margin = 0; ; margin = 2 * margin + 1) {
      const newest = Atomics.load(this.words, HEAD);
      const behind = (newest - this.next) | 0;
      if (behind < 0) {
        return false;
      }
      const overwritten = behind - (this.capacity - 1);
      if (overwritten > 0) {
        this.skip(Math.min(overwritten + margin, behind));
      }
      if (this.copy(target)) {
        this.next = (this.next + 1) | 0;
        return true;
      }
      this.skip(1);
    }
  }

  private skip(records: number): void {
    this.next = (this.next + records) | 0;
    this.droppedCount += records;
  }

  /** Returns false when the writer was in this slot. The two sequence numbers are read in the reverse order of writing. */
  private copy(target: Int32Array): boolean {
    const { words, recordWords } = this;
    const before = this.slotOf(this.next);
    const payload = before + 1;
    if (Atomics.load(words, payload + recordWords) !== this.next) {
      return false;
    }
    for (let i = 0; i < recordWords; i++) {
      target[i] = Atomics.load(words, payload + i);
    }
    return Atomics.load(words, before) === this.next;
  }
}

// A ring of fixed-size records in shared memory: one writer that never waits, any number of independent readers.

const HEAD = 0;
const CAPACITY = 1;
const RECORD_WORDS = 2;
/** A cache line of its own for the head. */
const HEADER_WORDS = 16;
/** Each slot carries its record's sequence before and after the payload. */
const SLOT_EXTRA_WORDS = 2;
const BYTES_PER_WORD = Int32Array.BYTES_PER_ELEMENT;
const WORDS_PER_NUMBER = Float64Array.BYTES_PER_ELEMENT / BYTES_PER_WORD;

/**
 * Memory for at least `capacity` records of `recordLength` float64 numbers. The capacity is rounded up to a power of two, so
 * that slots stay in order when the 32 bit sequence wraps.
 * @throws RangeError when a size is no whole number of at least 1.
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
  // Slot 0 can never hold record 1: marks the ring as empty, where zeros would claim that record 0 is in it.
  words[HEADER_WORDS] = 1;
  words[HEADER_WORDS + recordWords + 1] = 1;
  return memory;
}

/** What writer and reader share: the layout, and the record of the caller seen as 32 bit words. */
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

  /** Kept for the record passed last, so that passing the same one again allocates nothing. */
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

/** The one writer of a ring. A new one continues where the last one stopped. */
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

/** An independent reader. Its first record is the newest one that is there when it is made. */
export class RingReader extends RingSide {
  private next: number;
  private droppedCount = 0;

  constructor(memory: SharedArrayBuffer) {
    super(memory);
    const newest = Atomics.load(this.words, HEAD);
    const isThere = Atomics.load(this.words, this.slotOf(newest) + 1 + this.recordWords) === newest;
    this.next = isThere ? newest : (newest + 1) | 0;
  }

  /** Records that were overwritten before this reader came to them. */
  get dropped(): number {
    return this.droppedCount;
  }

  /**
   * Copies the next record, whole and in order. When it returns false nothing new is there, and `into` may hold parts of a
   * record that was overwritten meanwhile. Throws RangeError when the length of `into` is not the ring's.
   */
  read(into: Float64Array): boolean {
    const target = this.asWords(into);
    // A writer at full speed would catch a reader at the oldest record again and again: each failure keeps further away.
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

  /** False when the writer was in this slot: the sequences around the payload are read in the opposite order of writing. */
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

// The words that the control thread and the guard share. Each word has only one writer.

export const WORD = {
  /** Control: the number of base ticks that began. */
  ticks: 0,
  /** Control: 1 while it promises to tick, else 0. */
  armed: 1,
  /** Control: the latches that a reset has released. */
  released: 2,
  /** Guard: the number of its looks, as its sign of life. */
  looks: 3,
  /** Guard: the number of latches so far. While it differs from {@link WORD.released}, the last latch holds. */
  latches: 4,
  /** Guard: the cause of the last latch, one of {@link LATCH_CAUSES} by position. */
  cause: 5,
  /** Guard: how long control had stood still when it latched last, milliseconds. */
  stoodMs: 6,
  /** Guard: the emergency stop as it reads it, 1 pressed, else 0. */
  pressed: 7,
  length: 8,
} as const;

export const LATCH_CAUSES = ['stall', 'emergency_stop'] as const;
export type LatchCause = (typeof LATCH_CAUSES)[number];

export type Words = Int32Array<SharedArrayBuffer>;

export function allocateWords(): Words {
  return new Int32Array(new SharedArrayBuffer(WORD.length * Int32Array.BYTES_PER_ELEMENT));
}

/** True while only safe values may be written. */
export function isLatched(words: Words): boolean {
  return Atomics.load(words, WORD.latches) !== Atomics.load(words, WORD.released);
}

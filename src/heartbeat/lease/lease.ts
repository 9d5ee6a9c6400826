// The control thread's side of the shared words: renews the lease on the outputs with each tick, and obeys the guard's latch.
import type { OutputLease } from './output-lease.js';
import { LATCH_CAUSES, type LatchCause, WORD, type Words } from './words.js';

export class Lease implements OutputLease {
  private looks = 0;
  private heardS = Number.NaN;
  /** A copy of the word `released`. Only this side writes that word, so the copy is always correct. */
  private released = 0;

  constructor(private readonly words: Words) {}

  /** From now on the guard expects {@link renew} to be called. */
  arm(): void {
    Atomics.store(this.words, WORD.armed, 1);
  }

  /** Call this when the outputs are safe and control ends. */
  disarm(): void {
    Atomics.store(this.words, WORD.armed, 0);
  }

  renew(): void {
    Atomics.add(this.words, WORD.ticks, 1);
  }

  /** True while only safe values may be written. */
  get isLatched(): boolean {
    return this.latches !== this.released;
  }

  /** The number of latches since the start; {@link release} takes such a number. */
  get latches(): number {
    return Atomics.load(this.words, WORD.latches);
  }

  get latchCause(): LatchCause {
    return LATCH_CAUSES[Atomics.load(this.words, WORD.cause)]!;
  }

  /** How long control had stood still at the last latch, seconds. */
  get stoodS(): number {
    return Atomics.load(this.words, WORD.stoodMs) / 1000;
  }

  /** How often the guard has looked; see {@link silentS}. */
  get guardLooks(): number {
    return Atomics.load(this.words, WORD.looks);
  }

  /** The emergency stop as the guard reads it. */
  get isPressed(): boolean {
    return Atomics.load(this.words, WORD.pressed) === 1;
  }

  /** After a reset: releases the latch of this number, but not a later one. */
  release(latch: number): void {
    this.released = latch;
    Atomics.store(this.words, WORD.released, latch);
  }

  /**
   * How long the guard has shown no sign of life, seconds.
   *
   * @param stalled true when the whole process stood still until now, including the guard
   */
  silentS(nowS: number, stalled: boolean): number {
    const looks = Atomics.load(this.words, WORD.looks);
    if (looks !== this.looks || stalled || Number.isNaN(this.heardS)) this.heardS = nowS;
    this.looks = looks;
    return nowS - this.heardS;
  }
}

// The hash over all results of a virtual run: equal runs have equal hashes.
import { createHash } from 'node:crypto';
import type { ControlEvent } from '../vocabulary/events.js';

/** Frames are collected before they are hashed, because a call of the hash costs more than one frame. */
const COLLECTED_FRAMES = 128;
/** Every NaN is hashed with this bit pattern: its real bits depend on how the operation was compiled. */
const NAN_LOW_WORD = 0;
const NAN_HIGH_WORD = 0x7ff80000;

export class StateHash {
  private readonly hash = createHash('sha256');
  private collected = new Float64Array(0);
  private words = new Uint32Array(0);
  private length = 0;

  /** Adds one base tick: its frame (values, qualities, states, setpoints) and its events. */
  mix(frame: Float64Array, events: readonly ControlEvent[]): void {
    if (this.length + frame.length > this.collected.length) this.makeRoom(frame.length);
    const { collected, words, length } = this;
    for (let i = 0; i < frame.length; i++) {
      const value = frame[i]!;
      collected[length + i] = value;
      if (!Number.isNaN(value)) continue;
      words[2 * (length + i)] = NAN_LOW_WORD;
      words[2 * (length + i) + 1] = NAN_HIGH_WORD;
    }
    this.length = length + frame.length;
    if (events.length === 0) return;
    this.flush();
    this.hash.update(JSON.stringify(events));
  }

  /** SHA-256 in hex over all ticks so far. */
  digest(): string {
    this.flush();
    return this.hash.copy().digest('hex');
  }

  private makeRoom(frameLength: number): void {
    this.flush();
    if (this.collected.length >= frameLength) return;
    this.collected = new Float64Array(COLLECTED_FRAMES * frameLength);
    this.words = new Uint32Array(this.collected.buffer);
  }

  private flush(): void {
    if (this.length > 0) this.hash.update(new Uint8Array(this.collected.buffer, 0, this.length * 8));
    this.length = 0;
  }
}

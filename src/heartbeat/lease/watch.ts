// The guard's watch: checks that control still ticks, reads the emergency stop, and makes the outputs safe.
import type { Level } from '../../../hal/hal.js';
import { STALL_LIMIT_S } from '../../control/plant/interlocks.js';
import type { Logger } from '../../shared/log.js';
import { isLatched, LATCH_CAUSES, type LatchCause, WORD, type Words } from './words.js';

/** Control loses its lease on the outputs when it has not ticked for this time, milliseconds. */
const LEASE_MS = STALL_LIMIT_S * 1000;
/** The time between two looks while control ticks, milliseconds. Each look wakes the thread, and control ticks three times in it. */
const LOOK_MS = 50;
/** The time between two looks while control stands still, and when there is an emergency stop to read, milliseconds. */
const LOOK_CLOSELY_MS = 10;
/** While a latch holds, the safe values are written again after this time, in case another program changed them. */
const REPEAT_MS = 50;

export interface Line {
  /** @throws the error of the operating system */
  write(level: Level): void;
  /** @throws the error of the operating system */
  read(): Level;
}

export interface WatchedOutput {
  readonly name: string;
  readonly line: Line;
  readonly safeLevel: Level;
}

export interface WatchParts {
  readonly words: Words;
  readonly outputs: readonly WatchedOutput[];
  readonly emergencyStop: { readonly line: Line; readonly pressedLevel: Level } | null;
  readonly log: Logger;
}

/** The latch is in the shared words, so a restarted guard continues where the last one ended. */
export class Watch {
  private ticks = 0;
  private wasArmed = false;
  private movedMs = 0;
  private lookedMs = Number.NaN;
  private writtenMs = Number.NEGATIVE_INFINITY;
  private unreadable = false;
  private readonly unwritable = new Set<string>();
  private hasMoved = true;

  constructor(private readonly parts: WatchParts) {}

  /**
   * Checks once.
   *
   * @param nowMs monotonic time
   * @returns milliseconds until the next look
   */
  look(nowMs: number): number {
    this.check(nowMs);
    const stands = this.wasArmed && !this.hasMoved;
    return this.parts.emergencyStop !== null || stands ? LOOK_CLOSELY_MS : LOOK_MS;
  }

  private check(nowMs: number): void {
    const { words } = this.parts;
    Atomics.add(words, WORD.looks, 1);
    const pressed = this.isPressed();
    const stoodMs = this.stoodMs(nowMs);
    Atomics.store(words, WORD.pressed, pressed ? 1 : 0);
    if (!isLatched(words)) {
      if (pressed) this.latch('emergency_stop', 0);
      else if (stoodMs > LEASE_MS) this.latch('stall', stoodMs);
      else return;
      this.makeSafe(nowMs);
      this.tell(pressed, stoodMs);
    } else if (nowMs - this.writtenMs >= REPEAT_MS) this.makeSafe(nowMs);
  }

  /** A gap between two looks means that the whole process stood still, whichever thread continued first. */
  private stoodMs(nowMs: number): number {
    const { words } = this.parts;
    const gapMs = Number.isNaN(this.lookedMs) ? 0 : nowMs - this.lookedMs;
    this.lookedMs = nowMs;
    const ticks = Atomics.load(words, WORD.ticks);
    const isArmed = Atomics.load(words, WORD.armed) === 1;
    const wasArmed = this.wasArmed;
    this.wasArmed = isArmed;
    if (!isArmed) return 0;
    const moved = !wasArmed || ticks !== this.ticks;
    this.ticks = ticks;
    this.hasMoved = moved;
    if (!moved) return nowMs - this.movedMs;
    this.movedMs = nowMs;
    return wasArmed ? gapMs : 0;
  }

  /** A line that cannot be read counts as pressed. */
  private isPressed(): boolean {
    const { emergencyStop, log } = this.parts;
    if (emergencyStop === null) return false;
    try {
      const pressed = emergencyStop.line.read() === emergencyStop.pressedLevel;
      this.unreadable = false;
      return pressed;
    } catch (error) {
      if (!this.unreadable)
        log.error(`the emergency stop cannot be read (${(error as Error).message}): it counts as pressed`);
      this.unreadable = true;
      return true;
    }
  }

  /** Writes the count last, so that a reader who sees the count also finds the cause. */
  private latch(cause: LatchCause, stoodMs: number): void {
    const { words } = this.parts;
    Atomics.store(words, WORD.cause, LATCH_CAUSES.indexOf(cause));
    Atomics.store(words, WORD.stoodMs, Math.ceil(stoodMs));
    Atomics.add(words, WORD.latches, 1);
  }

  private makeSafe(nowMs: number): void {
    this.writtenMs = nowMs;
    for (const { name, line, safeLevel } of this.parts.outputs) {
      try {
        line.write(safeLevel);
        this.unwritable.delete(name);
      } catch (error) {
        if (!this.unwritable.has(name))
          this.parts.log.error(`output ${name} cannot be made safe: ${(error as Error).message}`);
        this.unwritable.add(name);
      }
    }
  }

  private tell(pressed: boolean, stoodMs: number): void {
    const what = pressed
      ? 'the emergency stop is pressed'
      : `the control thread has stood still for ${(stoodMs / 1000).toFixed(2)} s`;
    this.parts.log.error(`${what}: the outputs are held safe until a reset`);
  }
}

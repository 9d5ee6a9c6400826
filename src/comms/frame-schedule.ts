// Decides when the ring of frames is read next: just after the next frame that somebody waits for.
import { FRAME } from '../control/records/frame.js';
import { BASE_RATE_HZ } from '../vocabulary/words.js';

const PERIOD_MS = 1000 / BASE_RATE_HZ;
/** A frame is in the ring this long after its deadline, as a rule. The time stamp is rounded down, by half a millisecond on average. */
const WRITTEN_AFTER_MS = 1.5;
/** A frame that is not there yet is looked for again after this time. The time doubles with each look without a frame. */
const AGAIN_MS = 2;
/** The longest time between two looks at a ring without new frames, and after a change of the wall clock. */
export const IDLE_MS = 15;
/** A longer wait than this many base periods is a mistake: the control rate is 5 Hz or more. */
const MOST_PERIODS = 13;

/**
 * Looking at the ring at fixed intervals would delay every message by half an interval on average. Being woken by the control thread
 * would cost time there. But ticks have absolute deadlines, so the time of the next frame is known.
 *
 * Frames with a message for MQTT are those of control ticks, and those with telemetry. Call {@link take} with each frame that was read.
 */
export class FrameSchedule {
  private readonly controlTicks: number;
  /** Base ticks between two telemetry messages, as seen last. */
  private telemetryTicks: number;
  private telemetryAt = Number.NaN;
  private tick = Number.NaN;
  private tsMs = Number.NaN;
  private looksInVain = 0;

  /** @param controlRateHz control ticks a second */
  constructor(controlRateHz: number) {
    this.controlTicks = BASE_RATE_HZ / controlRateHz;
    this.telemetryTicks = this.controlTicks;
  }

  take(frame: Float64Array): void {
    this.looksInVain = 0;
    this.tick = frame[FRAME.tick]!;
    this.tsMs = frame[FRAME.ts]!;
    if (frame[FRAME.telemetrySeq]! === 0) return;
    const passed = this.tick - this.telemetryAt;
    // A message that was late changes no rhythm.
    if (passed > 0 && BASE_RATE_HZ % passed === 0) this.telemetryTicks = passed;
    this.telemetryAt = this.tick;
  }

  /**
   * The time from now until the next look, whole milliseconds, at least 1. To be called after all waiting frames were read.
   *
   * @param wallMs the wall clock now, milliseconds since the epoch
   * @param everyFrame somebody waits for the frames of all base ticks
   */
  nextInMs(wallMs: number, everyFrame: boolean): number {
    const periods = everyFrame ? 1 : this.nextTick() - this.tick;
    const inMs = this.tsMs + periods * PERIOD_MS + WRITTEN_AFTER_MS - wallMs;
    const isPlausible = inMs <= MOST_PERIODS * PERIOD_MS;
    if (isPlausible && inMs > 0) return Math.ceil(inMs);
    const again = AGAIN_MS * 2 ** this.looksInVain;
    this.looksInVain++;
    return isPlausible ? Math.min(IDLE_MS, again) : IDLE_MS;
  }

  /** The next control tick or, when that is earlier, the next one with telemetry. */
  private nextTick(): number {
    const { tick } = this;
    return Math.min(occasionAfter(tick, this.controlTicks), occasionAfter(tick, this.telemetryTicks));
  }
}

/** Every task of a rate is due on the base ticks that its divisor divides. */
function occasionAfter(tick: number, divisor: number): number {
  return (Math.floor(tick / divisor) + 1) * divisor;
}

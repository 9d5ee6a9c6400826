// Compares what each output was told with what its feedback contact says.
import { FEEDBACK } from '../../../hal/feedback.js';
import type { OutputInfo } from '../../../hal/hal.js';
import { CLOCK } from '../tick.js';

/** A contactor or a brake has this time to follow, s. */
export const FEEDBACK_LIMIT_S = 0.5;
/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;
/** An output is energised from this value on. */
const ENERGISED = 0.5;

export class OutputFeedback {
  /** Positions of the outputs that have a feedback contact. */
  readonly watched: readonly number[];
  /** The last time at which output and contact agreed, s; NaN before the first look. */
  private readonly agreedS: Float64Array;
  /** 1 for each output whose contact contradicts it now, and for each one whose contact has done so for the limit. */
  private readonly differs: Uint8Array;
  private readonly wrong: Uint8Array;
  private readonly told: Uint8Array;
  private readonly seen: Uint8Array;

  constructor(private readonly outputs: readonly OutputInfo[]) {
    this.watched = [...outputs.keys()].filter((i) => outputs[i]!.hasFeedback === true);
    this.agreedS = new Float64Array(outputs.length).fill(Number.NaN);
    this.differs = new Uint8Array(outputs.length);
    this.wrong = new Uint8Array(outputs.length);
    this.told = new Uint8Array(outputs.length);
    this.seen = new Uint8Array(outputs.length);
  }

  /**
   * To be called at the start of each control tick.
   *
   * @param feedback what the contacts say: a FEEDBACK for each output
   * @param setpoints what the outputs were told on the control tick before
   */
  look(feedback: Uint8Array, setpoints: Float64Array, clock: Float64Array): void {
    const nowS = clock[CLOCK.nowS]!;
    for (let n = 0; n < this.watched.length; n++) {
      const i = this.watched[n]!;
      const told = setpoints[i]! >= ENERGISED ? 1 : 0;
      const agrees = feedback[i] === (told === 1 ? FEEDBACK.on : FEEDBACK.off);
      if (agrees || Number.isNaN(this.agreedS[i]!)) this.agreedS[i] = nowS;
      this.told[i] = told;
      this.seen[i] = feedback[i]!;
      this.differs[i] = agrees ? 0 : 1;
      this.wrong[i] = !agrees && nowS - this.agreedS[i]! >= FEEDBACK_LIMIT_S - ROUNDING_S ? 1 : 0;
    }
  }

  /** Whether the contact of output `i` has contradicted it for {@link FEEDBACK_LIMIT_S}. */
  isWrong(i: number): boolean {
    return this.wrong[i] === 1;
  }

  /** The first output that is energised without its contact confirming it; -1 when there is none. */
  unconfirmed(): number {
    for (let n = 0; n < this.watched.length; n++) {
      const i = this.watched[n]!;
      if (this.wrong[i] === 1 && this.told[i] === 1) return i;
    }
    return -1;
  }

  /** Whether each contact says what its output was told; does not wait for the limit. */
  allAgree(): boolean {
    for (let n = 0; n < this.watched.length; n++) {
      if (this.differs[this.watched[n]!] === 1) return false;
    }
    return true;
  }

  /** One entry for each output whose contact contradicts it now: its name, and what the contact says. */
  contradictions(): string[] {
    return this.watched
      .filter((i) => this.differs[i] === 1)
      .map((i) => `${this.outputs[i]!.name}: ${this.describe(i)}`);
  }

  /** What is wrong at output `i`. */
  describe(i: number): string {
    if (this.seen[i] === FEEDBACK.unreadable) return 'its feedback cannot be read';
    return this.told[i] === 1
      ? 'energised, but the feedback does not confirm it'
      : 'not energised, but the feedback still says energised';
  }
}

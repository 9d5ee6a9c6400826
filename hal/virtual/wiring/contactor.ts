// A contactor, or the relay of a brake, with the mirror contact that its feedback line sees.
import type { Level } from '../../hal.js';
import type { SwitchOutputConfig } from '../../linux/gpio/outputs/schema.js';
import type { VirtualChips } from '../gpio/virtual-chips.js';

/** `welded`: its contacts stay closed without current; `open`: its coil is broken, so it never closes. */
export type ContactorFault = 'welded' | 'open';

export class Contactor {
  readonly energised: SwitchOutputConfig['energised'];
  fault: ContactorFault | null = null;

  constructor(
    private readonly output: SwitchOutputConfig,
    private readonly chips: VirtualChips,
  ) {
    this.energised = output.energised;
    this.showFeedback(false, 0);
  }

  /** @param isFed whether the coil gets current when the output is energised */
  isClosed(isFed: boolean): boolean {
    if (this.fault !== null) return this.fault === 'welded';
    const { chip, line, activeLow } = this.output;
    return isFed && this.chips.of(chip).level(line) === (activeLow ? 0 : 1);
  }

  /** The mirror contact is forcibly guided: it shows what the main contacts do, at `nowS`, monotonic seconds. */
  showFeedback(isFed: boolean, nowS: number): void {
    const { feedback } = this.output;
    if (feedback === undefined) return;
    const level: Level = this.isClosed(isFed) === feedback.activeLow ? 0 : 1;
    this.chips.of(feedback.chip).set(feedback.line, level, nowS);
  }
}

// The one chip that all GPIO drivers of a HAL share: found when the first of them opens.
import type { GpioLines, OpenGpioLines } from './lines.js';

export class SharedLines {
  private lines: Promise<GpioLines> | null = null;

  constructor(
    private readonly chip: string,
    private readonly clock: () => number,
    private readonly openLines: OpenGpioLines,
  ) {}

  /** Rejects with a `HalError`. */
  open(): Promise<GpioLines> {
    this.lines ??= this.openLines(this.chip, this.clock);
    return this.lines;
  }
}

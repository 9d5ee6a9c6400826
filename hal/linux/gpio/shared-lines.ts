// Opens the GPIO chip once for all GPIO drivers of a HAL, when the first driver opens.
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

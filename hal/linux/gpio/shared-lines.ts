// Opens each GPIO chip once for all GPIO drivers of a HAL, when the first driver of one of its lines opens.
import type { BackendChoice, GpioLines, OpenGpioLines } from './lines.js';

export interface LineAccess {
  /** Label of the chip of lines that name none, or `auto`. */
  readonly gpioChip: string;
  readonly gpioBackend: BackendChoice;
}

export class SharedLines {
  private readonly chips = new Map<string, Promise<GpioLines>>();

  constructor(
    private readonly access: LineAccess,
    private readonly clock: () => number,
    private readonly openLines: OpenGpioLines,
  ) {}

  /** @param chip of the line, when its configuration names one. Rejects with a `HalError` */
  open(chip: string | undefined): Promise<GpioLines> {
    const { gpioChip, gpioBackend } = this.access;
    const wanted = chip ?? gpioChip;
    const lines = this.chips.get(wanted) ?? this.openLines(wanted, this.clock, gpioBackend);
    this.chips.set(wanted, lines);
    return lines;
  }
}

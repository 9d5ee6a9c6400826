// The GPIO chips in memory that a configuration names, each with enough lines.
import type { OpenGpioLines } from '../../linux/gpio/lines.js';
import { HEADER_LINES, VirtualGpio } from './virtual-gpio.js';

/** A line that is used, and the label of its chip. */
export interface UsedLine {
  readonly chip: string;
  readonly line: number;
}

export class VirtualChips {
  private readonly chips: ReadonlyMap<string, VirtualGpio>;

  /** @param gpioChip label of the chip of lines that name none */
  constructor(
    private readonly gpioChip: string,
    used: readonly UsedLine[],
  ) {
    const labels = new Set([gpioChip, ...used.map(({ chip }) => chip)]);
    this.chips = new Map(
      [...labels].map((label) => {
        const lines = used.filter(({ chip }) => chip === label).map(({ line }) => line + 1);
        return [label, new VirtualGpio({ label, lines: Math.max(HEADER_LINES, ...lines) })];
      }),
    );
  }

  /** Pass this to a HAL as `openGpio`. */
  readonly open: OpenGpioLines = (chip, clock) => this.of(chip).open(chip, clock);

  /** @param chip of a line, when its configuration names one */
  of(chip: string | undefined): VirtualGpio {
    return this.chips.get(chip ?? this.gpioChip)!;
  }
}

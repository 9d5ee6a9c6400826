// Opens the line of a configured input with its bias and its debouncing.
import type { Bias, EdgeHandler, Edges, GpioLines, InputLine } from './lines.js';

/** The configuration of a line that the kernel may have to filter. */
export interface InputLineConfig {
  readonly line: number;
  readonly bias?: Bias | undefined;
  /** s */
  readonly debounce: number;
}

/** The kernel stamps a debounced edge when its timer has run out, and rounds that time up to its tick: 10 ms at 100 Hz. */
const DEBOUNCE_TIME_ERROR_S = 0.01;

/** Largest error of the times of an input's edges, s. */
export function timeErrorS(gpio: GpioLines, { debounce }: InputLineConfig): number {
  return gpio.edgeTimeErrorS + (debounce > 0 && gpio.debounces ? DEBOUNCE_TIME_ERROR_S : 0);
}

/**
 * A line that the kernel cannot debounce is opened without: a bouncing contact then gives more edges, which every role tolerates.
 * Rejects with a `HalError`.
 *
 * @param warn gets two sentences for the log when the line is opened without the debouncing that is configured
 */
export async function openInput(
  gpio: GpioLines,
  { line, bias, debounce }: InputLineConfig,
  edges: Edges,
  onEdge: EdgeHandler,
  warn: (finding: string) => void,
): Promise<InputLine> {
  if (debounce === 0 || gpio.debounces)
    return gpio.openInput(line, edges, onEdge, { bias, debounceS: debounce });
  warn(
    `GPIO line ${line} of ${gpio.chip.label} is reached through ${gpio.backend}, which cannot debounce it: it is used without. ` +
      'Use the character device (`hal.gpioBackend: chardev`), or remove `debounce`.',
  );
  return gpio.openInput(line, edges, onEdge, { bias });
}

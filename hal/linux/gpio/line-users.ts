// Lists every GPIO line that a configuration names, with its chip and the part of the configuration that uses it.
import type { Bias } from './lines.js';

/** A part of the configuration that uses a line. */
export interface LineUser {
  /** Path below `hal`: `gpio`, `estop`. */
  readonly path: readonly string[];
  /** The key of the line there. */
  readonly key: 'line' | 'lineB';
  /** Offset on the chip: the BCM number of the header's pin. */
  readonly line: number;
  /** Label of the chip, or `auto`. */
  readonly chip: string;
  readonly isOutput: boolean;
  readonly bias: Bias | undefined;
  /** s; 0 for an output. */
  readonly debounce: number;
}

/** The parts of the configuration that can name lines. */
export interface LineSections {
  readonly gpioChip: string;
  readonly gpio: Readonly<Record<string, object>>;
  readonly outputs: Readonly<Record<string, object>>;
}

interface NamedLine {
  readonly line: number;
  /** A quadrature input has two lines. */
  readonly lineB?: number | undefined;
  readonly chip?: string | undefined;
  readonly bias?: Bias | undefined;
  readonly debounce?: number;
}

export function lineUsers({ gpioChip, gpio, outputs }: LineSections): LineUser[] {
  const inputs = Object.entries(gpio).flatMap(([name, part]) => linesOf(['gpio', name], part, false));
  const driven = Object.entries(outputs).flatMap(([name, part]) => linesOf(['outputs', name], part, true));
  return [...inputs, ...driven].map((user) => ({ ...user, chip: user.chip ?? gpioChip }));
}

type User = Omit<LineUser, 'chip'> & Pick<NamedLine, 'chip'>;

function linesOf(path: readonly string[], part: object, isOutput: boolean): User[] {
  if (!isNamedLine(part)) return [];
  const { line, lineB, chip, bias, debounce = 0 } = part;
  const shared = { path, chip, isOutput, bias, debounce };
  const feedback = 'feedback' in part && typeof part.feedback === 'object' ? part.feedback : null;
  return [
    { ...shared, key: 'line', line },
    ...(lineB === undefined ? [] : [{ ...shared, key: 'lineB', line: lineB } as const]),
    ...(feedback === null ? [] : linesOf([...path, 'feedback'], feedback, false)),
  ];
}

function isNamedLine(part: object): part is NamedLine {
  return 'line' in part && typeof part.line === 'number';
}

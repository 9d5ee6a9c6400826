// Problems of a configuration: their place, their text, and the error that carries them.

export interface Location {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export interface Problem extends Location {
  /** Path of the key; `-` when the problem is about the file as a whole or its syntax. */
  readonly key: string;
  /** Says what is wrong and what is allowed. Ends without a full stop. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** Keys from the top down. A key may contain dots: the name of a channel is one key. */
export type Path = readonly string[];

export function keyText(path: Path): string {
  return path.length === 0 ? '-' : path.join('.');
}

export function problemAt(
  at: Location,
  path: Path,
  message: string,
  severity: Problem['severity'] = 'error',
): Problem {
  return { file: at.file, line: at.line, column: at.column, key: keyText(path), message, severity };
}

/** `FILE:LINE:COLUMN key: problem`; a warning has `warning:` after the key. */
export function formatProblem({ file, line, column, key, message, severity }: Problem): string {
  return `${file}:${line}:${column} ${key}: ${severity === 'warning' ? 'warning: ' : ''}${message}`;
}

export type ConfigErrorCode = 'config_not_found' | 'config_unreadable' | 'config_invalid';

/** The configuration cannot be used. The error lists all problems, warnings included. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';

  constructor(
    readonly code: ConfigErrorCode,
    message: string,
    readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

// What can be wrong with a configuration, where, and how it is told.

export interface Location {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

export interface Problem extends Location {
  /** Path of the key; `-` when it is about the file as a whole or its syntax. */
  readonly key: string;
  /** What is wrong and what is allowed, without a full stop. */
  readonly message: string;
  readonly severity: 'error' | 'warning';
}

/** Keys from the top down. A key may itself contain dots: the name of a channel is one key. */
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

/** The configuration cannot be used. Every problem is listed, warnings included. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** What a command that meets this error exits with: EX_CONFIG of sysexits. */
  readonly exitCode = 78;

  constructor(
    readonly code: ConfigErrorCode,
    message: string,
    readonly problems: readonly Problem[],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

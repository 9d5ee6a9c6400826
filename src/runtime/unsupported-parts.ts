// What the configuration may say and this version cannot do: better refused than silently left out.
import type { Config } from '../config/index.js';

/** A part of the configuration that this version cannot do. */
export interface UnsupportedPart {
  /** Keys from the top down. */
  readonly path: readonly string[];
  /** Without a full stop. */
  readonly message: string;
}

export function unsupportedParts({ hal }: Config): UnsupportedPart[] {
  if (hal.kind === 'replay')
    return [{ path: ['hal', 'kind'], message: 'this version cannot replay recordings' }];
  return [];
}

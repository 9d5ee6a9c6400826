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
  if (hal.kind !== 'linux') return [];
  const parts: UnsupportedPart[] = [];
  const add = (path: readonly string[], what: string) =>
    parts.push({ path: ['hal', ...path], message: `this version has no driver for ${what}` });
  if (hal.i2c.length > 0) add(['i2c'], 'I2C devices');
  for (const [name, output] of Object.entries(hal.outputs)) {
    if ('i2c' in output) add(['outputs', name], 'outputs on I2C devices');
  }
  return parts;
}

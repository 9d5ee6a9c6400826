// What the configuration may say and this version cannot do: better refused than silently left out.
import { type Config, sourcesByChannel } from '../config/index.js';

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
  for (const name of Object.keys(hal.gpio)) add(['gpio', name], 'GPIO lines');
  for (const [name, output] of Object.entries(hal.outputs)) {
    if (!('serial' in output)) add(['outputs', name], 'outputs on GPIO lines or I2C devices');
  }
  return [...parts, ...secondSources(hal)];
}

/** Channels that come through two serial ports, where they are named the second time. */
function secondSources(hal: Config['hal']): UnsupportedPart[] {
  const channels = sourcesByChannel(hal);
  const parts: UnsupportedPart[] = [];
  const ports = new Map<string, string>();
  for (const [port, { records }] of Object.entries(hal.serial)) {
    for (const [path, field] of fieldsOf(records)) {
      if (!channels.has(field)) continue;
      const first = ports.get(field) ?? port;
      ports.set(field, first);
      if (first === port) continue;
      const message = `this version takes a channel from one source, and ${field} comes from hal.serial.${first}; - is a field to skip`;
      parts.push({ path: ['hal', 'serial', port, 'records', ...path], message });
    }
  }
  return parts;
}

function fieldsOf(
  records: Config['hal']['serial'][string]['records'],
): [path: readonly string[], field: string][] {
  return Object.entries(records).flatMap(([id, fields]) =>
    Object.entries(fields).flatMap(([key, field]): [readonly string[], string][] =>
      field === undefined ? [] : [[[id, key], field]],
    ),
  );
}

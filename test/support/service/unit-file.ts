// Reads the files of systemd/: the sections of a unit with its drop-ins, as systemd merges them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const SYSTEMD = fileURLToPath(new URL('../../../systemd/', import.meta.url));

export type Settings = ReadonlyMap<string, readonly string[]>;

/** The values of each key of all sections, in their order. An empty value forgets those before it. */
export function unitSettings(...files: readonly string[]): Settings {
  const settings = new Map<string, string[]>();
  for (const file of files) {
    for (const line of readFileSync(`${SYSTEMD}${file}`, 'utf8').split('\n')) {
      const [, key, value] = /^([A-Z]\w*)=(.*)$/.exec(line) ?? [];
      if (key === undefined || value === undefined) continue;
      settings.set(key, value === '' ? [] : [...(settings.get(key) ?? []), value]);
    }
  }
  return settings;
}

/** The value that counts of a key that has one value. */
export const last = (settings: Settings, key: string) => settings.get(key)?.at(-1);

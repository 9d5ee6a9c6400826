// The version of this package, as its manifest has it.
import { readFileSync } from 'node:fs';

/** The manifest is two folders above the sources and three above what is compiled from them. */
function readVersion(): string {
  for (const path of ['../../package.json', '../../../package.json']) {
    try {
      return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8')).version as string;
    } catch {}
  }
  return 'unknown';
}

export const VERSION = readVersion();

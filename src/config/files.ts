// Checks that the files that a configuration names can be read.
import { accessSync, constants, statSync } from 'node:fs';
import type { Path } from './problem.js';
import type { ParsedConfig } from './schema.js';

export interface FileFinding {
  readonly path: Path;
  readonly message: string;
}

/** Finds named files that cannot be read. Reads the disk synchronously. */
export function unreadableFiles({ mqtt }: ParsedConfig): FileFinding[] {
  const named: readonly [Path, string | undefined][] = [
    [['mqtt', 'passwordFile'], mqtt.passwordFile],
    [['mqtt', 'ca'], mqtt.ca],
    [['mqtt', 'cert'], mqtt.cert],
    [['mqtt', 'key'], mqtt.key],
  ];
  return named.flatMap(([path, file]) => {
    const reason = file === undefined ? undefined : whyUnreadable(file);
    return reason === undefined
      ? []
      : [{ path, message: `must be a file that can be read: ${file} ${reason}` }];
  });
}

function whyUnreadable(file: string): string | undefined {
  try {
    accessSync(file, constants.R_OK);
    return statSync(file).isDirectory() ? 'is a folder' : undefined;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return 'does not exist';
    return code === 'EACCES' ? 'is not readable for this user' : `cannot be read (${code})`;
  }
}

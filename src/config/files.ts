// Checks that the files that a configuration names can be read.
import { accessSync, constants, statSync } from 'node:fs';
import { secretPlace } from '../vocabulary/secret-place.js';
import type { Path, Problem } from './problem.js';
import type { ParsedConfig } from './schema.js';

export interface FileFinding {
  readonly path: Path;
  readonly message: string;
  readonly severity: Problem['severity'];
}

/**
 * Finds named files that cannot be read. Reads the disk synchronously.
 *
 * @param needsCredentials true in the controller. Other commands run outside of the service and cannot see its credentials, which
 * is a warning then
 */
export function unreadableFiles({ mqtt }: ParsedConfig, needsCredentials: boolean): FileFinding[] {
  const named: readonly [Path, string | undefined][] = [
    [['mqtt', 'passwordFile'], mqtt.passwordFile],
    [['mqtt', 'ca'], mqtt.ca],
    [['mqtt', 'cert'], mqtt.cert],
    [['mqtt', 'key'], mqtt.key],
  ];
  return named.flatMap(([path, file]) => {
    return file === undefined ? [] : findings(path, file, needsCredentials);
  });
}

function findings(path: Path, named: string, needsCredentials: boolean): FileFinding[] {
  const place = secretPlace(named);
  if (place.kind === 'invalid') return [{ path, message: place.reason, severity: 'error' }];
  if (place.path === null) {
    const [message, severity] = needsCredentials
      ? (['is a credential, and only a service of systemd has credentials: name a file', 'error'] as const)
      : (['is a credential of the service, which cannot be checked here', 'warning'] as const);
    return [{ path, message: `${named} ${message}`, severity }];
  }
  const reason = whyUnreadable(place.path);
  if (reason === undefined) return [];
  const fix = place.kind === 'file' ? '' : `; the unit must load it: LoadCredential=${place.name}:FILE`;
  const message = `must be a file that can be read: ${place.path} ${reason}${fix}`;
  return [{ path, message, severity: 'error' }];
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

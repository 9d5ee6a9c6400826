// Which keys a running controller can take over, and which have to wait for the next start.
import type { Path } from '../problem.js';

/** `*` stands for any key. What is not below one of these waits for the next start of the program. */
const LIVE: readonly Path[] = [
  ['control', 'mode'],
  ['control', 'load'],
  ['control', 'softStart'],
  ['optimizer'],
  ['twin'],
  ['limits'],
  ['interlocks'],
  ['channels', '*', 'critical'],
  ['channels', '*', 'twinHold'],
  ['channels', '*', 'min'],
  ['channels', '*', 'max'],
  ['channels', '*', 'maxDifference'],
  ['alerts'],
  ['streams'],
  ['mqtt', 'url'],
  ['mqtt', 'keepalive'],
  ['mqtt', 'username'],
  ['mqtt', 'passwordFile'],
  ['mqtt', 'ca'],
  ['mqtt', 'cert'],
  ['mqtt', 'key'],
  ['commands'],
  ['http', 'token'],
];

/** Their values are told to nobody. */
const SECRET: readonly Path[] = [['http', 'token']];

export function isLive(path: Path): boolean {
  return LIVE.some((pattern) => isBelow(path, pattern));
}

export function isSecret(path: Path): boolean {
  return SECRET.some((pattern) => isBelow(path, pattern));
}

function isBelow(path: Path, pattern: Path): boolean {
  return pattern.length <= path.length && pattern.every((key, i) => key === '*' || key === path[i]);
}

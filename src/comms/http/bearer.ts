// Compares a presented bearer token with the configured one.
import { createHash, timingSafeEqual } from 'node:crypto';

const SCHEME = /^Bearer +/i;

/** @param authorization the request's header. The time it takes tells nothing about the token. */
export function presentsToken(authorization: string | undefined, token: string): boolean {
  if (authorization === undefined || !SCHEME.test(authorization)) {
    return false;
  }
  // Node reads headers as latin1, whatever bytes the client sent.
  const presented = Buffer.from(authorization.replace(SCHEME, ''), 'latin1');
  return timingSafeEqual(digest(presented), digest(Buffer.from(token, 'utf8')));
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

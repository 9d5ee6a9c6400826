// Compares the bearer token of a request with the configured one.
import { createHash, timingSafeEqual } from 'node:crypto';

const SCHEME = /^Bearer +/i;

/** Returns true when the header has the token. Takes the same time for every token. @param authorization the request's header */
export function presentsToken(authorization: string | undefined, token: string): boolean {
  if (authorization === undefined || !SCHEME.test(authorization)) {
    return false;
  }
  // Node decodes headers as latin1, so this restores the bytes that the client sent.
  const presented = Buffer.from(authorization.replace(SCHEME, ''), 'latin1');
  return timingSafeEqual(digest(presented), digest(Buffer.from(token, 'utf8')));
}

function digest(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes).digest();
}

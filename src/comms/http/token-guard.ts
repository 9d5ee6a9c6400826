// Allows changes only to clients that present the token of `http.token`.
import type { IncomingMessage } from 'node:http';
import type { Logger } from '../../shared/log.js';
import { TokenBucket } from '../commands/token-bucket.js';
import { presentsToken } from './bearer.js';
import { HttpError } from './replies.js';

/** Limits the log lines about wrong tokens. */
const BURST_OF_LINES = 5;
const LINES_PER_SECOND = 1 / 30;

export class TokenGuard {
  /** The required token, from the next request on. When it is undefined, nobody may change anything. */
  token: string | undefined;
  private readonly log: Logger;
  private readonly lines: TokenBucket;

  /** @param nowMs milliseconds of a clock that does not jump */
  constructor(token: string | undefined, log: Logger, nowMs: () => number) {
    this.token = token;
    this.log = log;
    this.lines = new TokenBucket(BURST_OF_LINES, LINES_PER_SECOND, nowMs);
  }

  /** @throws HttpError 401 without the right token, 403 when none is configured */
  check(request: IncomingMessage): void {
    if (this.token === undefined) {
      const message = 'commands over HTTP are switched off: the configuration has no http.token';
      throw new HttpError(403, 'not_allowed', message);
    }
    const { authorization } = request.headers;
    if (presentsToken(authorization, this.token)) {
      return;
    }
    if (authorization !== undefined && this.lines.take()) {
      this.log.warn(`http: a command with a wrong token came from ${request.socket.remoteAddress}`);
    }
    const message = 'a command needs the header "Authorization: Bearer <token>" with the token of http.token';
    throw new HttpError(401, 'unauthorised', message, { 'www-authenticate': 'Bearer realm="kpp"' });
  }
}

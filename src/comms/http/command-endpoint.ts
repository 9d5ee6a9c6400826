// The way of commands over HTTP: the token, the body, the gate, and its answer as the reply.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CommandError } from '../../commands/command.js';
import { findCommand } from '../../commands/lookup.js';
import type { Logger } from '../../shared/log.js';
import type { CommandAnswer } from '../commands/answer.js';
import type { CommandGate } from '../commands/gate.js';
import { TokenBucket } from '../commands/token-bucket.js';
import { presentsToken } from './bearer.js';
import { HttpError, sendJson } from './replies.js';

export interface CommandEndpointSetup {
  readonly gate: Pick<CommandGate, 'receive'>;
  readonly token: string | undefined;
  readonly answerMs: number;
  readonly steadyClock: () => number;
  readonly log: Logger;
}

const MAX_BODY_BYTES = 64 * 1024;
const MAX_DISCARDED_BYTES = 1024 * 1024;
/** Refused tokens are worth a line in the log, but not one each. */
const BURST_OF_LINES = 5;
const LINES_PER_SECOND = 1 / 30;

const STATUS: { readonly [Code in CommandError]: number } = {
  invalid: 400,
  not_allowed: 403,
  stale: 409,
  refused: 409,
};

export class CommandEndpoint {
  private readonly setup: CommandEndpointSetup;
  private readonly lines: TokenBucket;
  /** The secret that is asked for, from the next request on; without one nothing is taken. */
  token: string | undefined;

  constructor(setup: CommandEndpointSetup) {
    this.setup = setup;
    this.token = setup.token;
    this.lines = new TokenBucket(BURST_OF_LINES, LINES_PER_SECOND, setup.steadyClock);
  }

  /** @throws HttpError when the request does not come as far as the gate, or the gate does not answer */
  async handle(request: IncomingMessage, response: ServerResponse, name: string): Promise<void> {
    this.authorise(request);
    const payload = await readBody(request);
    const answer = await this.ask(name, payload);
    const status = answer.error === null ? 200 : findCommand(name) !== undefined ? STATUS[answer.error] : 404;
    sendJson(response, status, answer);
  }

  private authorise(request: IncomingMessage): void {
    const { token } = this;
    const { log } = this.setup;
    if (token === undefined) {
      const message = 'commands over HTTP are switched off: the configuration has no http.token';
      throw new HttpError(403, 'not_allowed', message);
    }
    const { authorization } = request.headers;
    if (presentsToken(authorization, token)) {
      return;
    }
    if (authorization !== undefined && this.lines.take()) {
      log.warn(`http: a command with a wrong token came from ${request.socket.remoteAddress}`);
    }
    const message = 'a command needs the header "Authorization: Bearer <token>" with the token of http.token';
    throw new HttpError(401, 'unauthorised', message, { 'www-authenticate': 'Bearer realm="kpp"' });
  }

  private ask(name: string, payload: Buffer): Promise<CommandAnswer> {
    const { gate, answerMs } = this.setup;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        const message =
          'the controller has not answered yet; the same request with the same requestId gets its reply once it has';
        reject(new HttpError(504, 'timeout', message));
      }, answerMs);
      const answer = (reply: CommandAnswer) => {
        clearTimeout(timer);
        resolve(reply);
      };
      gate.receive({ name, payload, origin: 'http', answer });
    });
  }
}

/** Reads what is too large to its end as well, within bounds: who is still sending does not hear the reply. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  // A stream that is destroyed here would take the connection with it, and the reply.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    } else if (length > MAX_DISCARDED_BYTES) {
      break;
    }
  }
  if (length > MAX_BODY_BYTES) {
    throw new HttpError(413, 'too_large', `the body has more than ${MAX_BODY_BYTES} bytes`, {
      connection: 'close',
    });
  }
  return Buffer.concat(chunks);
}

// Checks a request, passes it to its endpoint, and turns every failure into a JSON error.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../shared/log.js';
import { readBody } from './body.js';
import type { Endpoint, HttpContext } from './endpoint.js';
import { isForeignHost } from './host-check.js';
import { readQuery } from './query.js';
import { HttpError, sendError, sendReply } from './replies.js';
import type { TokenGuard } from './token-guard.js';

export interface RouterSetup {
  readonly endpoints: readonly Endpoint[];
  readonly context: HttpContext;
  readonly guard: Pick<TokenGuard, 'check'>;
  /** The address on which the server listens. */
  readonly listenHost: string;
  readonly log: Logger;
}

export class Router {
  private readonly setup: RouterSetup;
  /** By path, then by method. A last part `<name>` of the path is `*` here. */
  private readonly routes = new Map<string, Map<string, Endpoint>>();

  constructor(setup: RouterSetup) {
    this.setup = setup;
    for (const endpoint of setup.endpoints) {
      const path = endpoint.path.replace(/<[^/]+>$/, '*');
      const methods = this.routes.get(path) ?? new Map<string, Endpoint>();
      for (const method of methodsOf(endpoint)) methods.set(method, endpoint);
      this.routes.set(path, methods);
    }
  }

  /** Never throws, never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // Writing to a client that has disconnected must not end the thread.
    response.on('error', () => response.destroy());
    try {
      await this.dispatch(request, response);
    } catch (error) {
      this.fail(request, response, error);
    }
  }

  private async dispatch(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { listenHost, guard, context } = this.setup;
    if (isForeignHost(listenHost, incoming.headers.host)) {
      const message = 'this server answers requests for 127.0.0.1, [::1] and localhost only';
      throw new HttpError(403, 'foreign_host', message);
    }
    const { method = '', url = '' } = incoming;
    const [path = '', search = ''] = url.split(/\?(.*)/s, 2);
    const nameAt = path.lastIndexOf('/') + 1;
    const { endpoint, name } = this.find(method, path, nameAt);
    if (endpoint.access === 'change') guard.check(incoming);
    const query = readQuery(endpoint.path, endpoint.query, new URLSearchParams(search));
    const body = endpoint.maxBodyBytes > 0 ? await readBody(incoming, endpoint.maxBodyBytes) : NO_BODY;
    const reply = await endpoint.handle({ query, name, body, incoming, response }, context);
    if (reply !== undefined) await sendReply(response, reply);
  }

  private find(method: string, path: string, nameAt: number): { endpoint: Endpoint; name: string } {
    const fixed = this.routes.get(path);
    const methods = fixed ?? this.routes.get(`${path.slice(0, nameAt)}*`);
    if (methods === undefined) {
      throw new HttpError(404, 'not_found', `there is nothing at ${path}`);
    }
    const endpoint = methods.get(method);
    if (endpoint === undefined) {
      const allow = [...methods.keys()].join(', ');
      throw new HttpError(405, 'method_not_allowed', `${path} takes ${allow}, not ${method}`, { allow });
    }
    return { endpoint, name: fixed === undefined ? path.slice(nameAt) : '' };
  }

  private fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
    } else if (error instanceof HttpError) {
      sendError(response, error);
    } else {
      this.setup.log.error(`http: ${request.method} ${request.url}: ${(error as Error).stack}`);
      sendError(
        response,
        new HttpError(500, 'failed', 'the request failed in the controller; its log says why'),
      );
    }
  }
}

const NO_BODY = Buffer.alloc(0);

function methodsOf({ method, isStream }: Endpoint): readonly string[] {
  return method === 'GET' && !isStream ? ['GET', 'HEAD'] : [method];
}

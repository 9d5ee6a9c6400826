// Finds what answers a request, and turns whatever goes wrong on the way into a JSON error.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from '../../shared/log.js';
import { isForeignHost } from './host-check.js';
import { HttpError, sendError } from './replies.js';

export interface Request {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly query: URLSearchParams;
  /** The last part of the path. */
  readonly name: string;
}

export interface Route {
  /** The path; a last part `*` stands for any name. */
  readonly path: string;
  readonly methods: readonly string[];
  /** Throws or rejects with an {@link HttpError} to answer with that. */
  readonly handle: (request: Request) => void | Promise<void>;
}

export class Router {
  private readonly routes: ReadonlyMap<string, Route>;
  private readonly listenHost: string;
  private readonly log: Logger;

  constructor(routes: readonly Route[], listenHost: string, log: Logger) {
    this.routes = new Map(routes.map((route) => [route.path, route]));
    this.listenHost = listenHost;
    this.log = log;
  }

  /** Never throws, never rejects. */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // A client that has gone must not end the thread, whatever is still written to it.
    response.on('error', () => response.destroy());
    try {
      await this.dispatch(request, response);
    } catch (error) {
      this.fail(request, response, error);
    }
  }

  private async dispatch(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (isForeignHost(this.listenHost, request.headers.host)) {
      const message = 'this server answers requests for 127.0.0.1, [::1] and localhost only';
      throw new HttpError(403, 'foreign_host', message);
    }
    const { method = '', url = '' } = request;
    const [path = '', search = ''] = url.split(/\?(.*)/s, 2);
    const nameAt = path.lastIndexOf('/') + 1;
    const route = this.routes.get(path) ?? this.routes.get(`${path.slice(0, nameAt)}*`);
    if (route === undefined) {
      throw new HttpError(404, 'not_found', `there is nothing at ${path}`);
    }
    if (!route.methods.includes(method)) {
      const allow = route.methods.join(', ');
      throw new HttpError(405, 'method_not_allowed', `${path} takes ${allow}, not ${method}`, { allow });
    }
    const query = new URLSearchParams(search);
    await route.handle({ request, response, query, name: path.slice(nameAt) });
  }

  private fail(request: IncomingMessage, response: ServerResponse, error: unknown): void {
    if (response.headersSent || response.destroyed) {
      response.destroy();
    } else if (error instanceof HttpError) {
      sendError(response, error);
    } else {
      this.log.error(`http: ${request.method} ${request.url}: ${(error as Error).stack}`);
      sendError(response, new HttpError(500, 'failed', 'something went wrong here; the log says what'));
    }
  }
}

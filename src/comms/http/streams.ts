// Live streams over HTTP: opens and closes subscribers, and keeps silent ones open.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataStreamManager, StreamRate } from '../../streams/index.js';
import { HTTP_COMPRESSION } from './compression.js';
import { HttpError, SECURITY_HEADERS } from './replies.js';
import type { HttpLimits } from './settings.js';
import { Subscriber } from './subscriber.js';

export interface StreamRequest {
  readonly rate: StreamRate;
  /** Without repetition, in the order of the request. */
  readonly channels: readonly string[];
}

export interface HttpStreamsSetup {
  readonly streams: DataStreamManager;
  /** The channels of this plant. */
  readonly channels: readonly string[];
  readonly limits: HttpLimits;
}

export class HttpStreams {
  private readonly setup: HttpStreamsSetup;
  private readonly subscribers = new Set<Subscriber>();
  private opened = 0;

  constructor(setup: HttpStreamsSetup) {
    this.setup = setup;
  }

  /** The channels of this plant. */
  get channels(): readonly string[] {
    return this.setup.channels;
  }

  /** Answers a request with a stream. @throws HttpError 503 when too many are open */
  open(request: IncomingMessage, response: ServerResponse, asked: StreamRequest): void {
    const { streams, limits } = this.setup;
    if (this.subscribers.size >= limits.subscribers) {
      const message = `${limits.subscribers} streams are open already; close one and try again`;
      throw new HttpError(503, 'too_many', message, { 'retry-after': '5' });
    }
    request.socket.setKeepAlive(true, limits.heartbeatMs);
    response.writeHead(200, {
      ...SECURITY_HEADERS,
      'content-type': 'text/event-stream',
      ...HTTP_COMPRESSION.streamHeaders(request),
    });
    response.flushHeaders();
    const body = HTTP_COMPRESSION.streamBody(request, response);
    const id = `http-${++this.opened}`;
    const { queueLimit: limit } = streams;
    const { backlogBytes } = limits;
    streams.addSink(
      id,
      asked.rate,
      (tally) => {
        const subscriber = new Subscriber({ body, limit, backlogBytes, tally });
        this.subscribers.add(subscriber);
        response.once('close', () => {
          streams.removeSubscriber(id);
          this.subscribers.delete(subscriber);
        });
        return subscriber;
      },
      { channels: asked.channels },
    );
  }

  /** Sends a comment to every stream. To be called every `heartbeatMs`. */
  beat(): void {
    for (const subscriber of this.subscribers) {
      subscriber.beat();
    }
  }

  /** Ends all streams. */
  close(): void {
    for (const subscriber of this.subscribers) {
      subscriber.end();
    }
  }
}

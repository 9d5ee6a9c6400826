// The live streams over HTTP: opens and closes subscribers, and lets those who ask for the same share the work.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FrameReport } from '../../report/telemetry.js';
import type { FrameFeed } from '../frame-feed.js';
import { HttpError, SECURITY_HEADERS } from './replies.js';
import type { HttpLimits } from './settings.js';
import { StreamGroup } from './stream-group.js';
import { parseStreamRequest, type StreamRequest } from './stream-request.js';
import { Subscriber } from './subscriber.js';

export interface HttpStreamsSetup {
  readonly feed: FrameFeed;
  readonly report: FrameReport;
  readonly channels: readonly string[];
  /** Messages that a subscriber may be behind. */
  readonly bufferSize: number;
  readonly limits: HttpLimits;
}

/** A group and the number of its members; it is given up with the last of them. */
interface Shared {
  readonly group: StreamGroup;
  members: number;
}

export class HttpStreams {
  private readonly setup: HttpStreamsSetup;
  private readonly groups = new Map<string, Shared>();
  private readonly subscribers = new Set<Subscriber>();
  private readonly timer: NodeJS.Timeout;

  /** Messages that a subscriber may be behind; for those that come from now on. */
  bufferSize: number;

  constructor(setup: HttpStreamsSetup) {
    this.setup = setup;
    this.bufferSize = setup.bufferSize;
    this.timer = setInterval(() => this.beat(), setup.limits.heartbeatMs).unref();
  }

  /** Answers a request for a stream with one. @throws HttpError when it cannot be had */
  open(request: IncomingMessage, response: ServerResponse, query: URLSearchParams): void {
    const { bufferSize } = this;
    const { feed, channels, limits } = this.setup;
    const asked = parseStreamRequest(query, channels);
    if (this.subscribers.size >= limits.subscribers) {
      const message = `${limits.subscribers} streams are open already; close one and try again`;
      throw new HttpError(503, 'too_many', message, { 'retry-after': '5' });
    }
    const { group, leave } = this.#join(asked);
    const subscriber = new Subscriber({
      response,
      group,
      bufferSize,
      backlogBytes: limits.backlogBytes,
      onDropped: () => feed.countDropped(),
    });
    this.subscribers.add(subscriber);
    response.once('close', () => {
      feed.unsubscribe(subscriber.frame);
      this.subscribers.delete(subscriber);
      leave();
    });
    request.socket.setKeepAlive(true, limits.heartbeatMs);
    response.writeHead(200, { ...SECURITY_HEADERS, 'content-type': 'text/event-stream' });
    response.flushHeaders();
    feed.subscribe(subscriber.frame);
  }

  beat(): void {
    for (const subscriber of this.subscribers) {
      subscriber.beat();
    }
  }

  /** Ends all streams. */
  close(): void {
    clearInterval(this.timer);
    for (const subscriber of this.subscribers) {
      subscriber.end();
    }
  }

  #join(request: StreamRequest): { group: StreamGroup; leave: () => void } {
    const key = `${request.rateHz} ${request.channels.join()}`;
    const shared = this.groups.get(key) ?? { group: new StreamGroup(request, this.setup.report), members: 0 };
    this.groups.set(key, shared);
    shared.members++;
    const leave = () => {
      if (--shared.members === 0) {
        this.groups.delete(key);
      }
    };
    return { group: shared.group, leave };
  }
}

// Where the HTTP interface listens, what it asks of its clients, and what it bounds.

/** The configuration's `http` block. */
export interface HttpSettings {
  /** Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The secret of those who may command; without one nobody may. */
  readonly token?: string | undefined;
  /** Streams that may be open at a time. */
  readonly maxStreams?: number | undefined;
}

export interface HttpLimits {
  /** Streams at a time; each may hold {@link backlogBytes}. */
  readonly subscribers: number;
  /** What may wait in the socket of a subscriber, whatever the number of messages. */
  readonly backlogBytes: number;
  /** Distance of the comments that keep a silent stream open. A subscriber that takes none for so long is cut off. */
  readonly heartbeatMs: number;
  /** Control answers a command within a tick or two, unless it stands still. */
  readonly commandAnswerMs: number;
  /** Control answers a question for its full report after its next tick, unless it stands still. */
  readonly reportAnswerMs: number;
}

const DEFAULT_STREAMS = 256;
/** What may wait for all streams together: a thousand clients that stand still must not take the machine's memory. */
const BACKLOG_BYTES = 64 * 1024 * 1024;

/** @param streams that may be open at a time: each may have its part of the memory for what waits, 1 MB at most */
export function httpLimits(streams = DEFAULT_STREAMS): HttpLimits {
  return {
    subscribers: streams,
    backlogBytes: Math.min(1024 * 1024, Math.floor(BACKLOG_BYTES / streams)),
    heartbeatMs: 15_000,
    commandAnswerMs: 5000,
    reportAnswerMs: 2000,
  };
}

export const HTTP_LIMITS: HttpLimits = httpLimits();

const LOOPBACK = /^(127\.\d+\.\d+\.\d+|::1|localhost)$/i;

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** As it stands in a URL. */
export function addressText(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

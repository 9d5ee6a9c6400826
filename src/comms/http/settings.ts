// The settings of the HTTP interface and its limits.

/** The configuration's `http` block. */
export interface HttpSettings {
  /** Port 0 takes a free one. */
  readonly listen: { readonly host: string; readonly port: number };
  /** The secret of clients that may send commands. When it is not set, nobody may. */
  readonly token?: string | undefined;
  /** Streams that may be open at the same time. */
  readonly maxStreams?: number | undefined;
}

export interface HttpLimits {
  /** Streams that may be open at the same time. Each may hold {@link backlogBytes}. */
  readonly subscribers: number;
  /** Bytes that may wait in the socket of one subscriber. */
  readonly backlogBytes: number;
  /** Interval of the comments that keep a silent stream open, ms. A subscriber that does not take one within it is disconnected. */
  readonly heartbeatMs: number;
  /** Time to wait for the answer to a command, ms. Control answers within two ticks, unless it stands still. */
  readonly commandAnswerMs: number;
  /** Time to wait for the full report of control, ms. Control sends it after its next tick, unless it stands still. */
  readonly reportAnswerMs: number;
}

const DEFAULT_STREAMS = 256;
/** Bytes that may wait for all streams together: a thousand clients that do not read must not use up the memory. */
const BACKLOG_BYTES = 64 * 1024 * 1024;

/** @param streams number of streams that may be open at the same time; each gets an equal part of the backlog, 1 MB at most */
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

/** Host and port in the form of a URL. */
export function addressText(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

// The limits of the HTTP interface.
import type { Config } from '../../config/schema.js';

export type HttpSettings = Config['http'];

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

/** Bytes that may wait for all streams together: a thousand clients that do not read must not use up the memory. */
const BACKLOG_BYTES = 64 * 1024 * 1024;

/** The limits that do not depend on the configuration. */
export const HTTP_TIMES = {
  heartbeatMs: 15_000,
  commandAnswerMs: 5000,
  reportAnswerMs: 2000,
} as const;

/** The streams share the backlog equally; each gets 1 MB at most. */
export function httpLimits({ maxStreams }: Pick<HttpSettings, 'maxStreams'>): HttpLimits {
  return {
    ...HTTP_TIMES,
    subscribers: maxStreams,
    backlogBytes: Math.min(1024 * 1024, Math.floor(BACKLOG_BYTES / maxStreams)),
  };
}

/** Host and port in the form of a URL. */
export function addressText(host: string, port: number): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}

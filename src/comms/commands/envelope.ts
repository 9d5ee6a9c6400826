// Reads the fields that the payload of every command has: `requestId`, `by` and `ts`.
import { isShortText } from '../../commands/field.js';

/** The fields that every payload has. */
export interface Envelope {
  readonly requestId: string;
  readonly by: string | null;
  /** The sender's wall time, milliseconds since the epoch; null when it gives none. */
  readonly ts: number | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A payload without a usable envelope. `requestId` is null when it could not be read. */
export interface Unreadable {
  readonly requestId: string | null;
  readonly problem: string;
}

const MAX_PAYLOAD_BYTES = 4096;

export function parseEnvelope(payload: Buffer): Envelope | Unreadable {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    return {
      requestId: null,
      problem: `the payload has ${payload.length} bytes, at most ${MAX_PAYLOAD_BYTES} are allowed`,
    };
  }
  let body: unknown;
  try {
    body = JSON.parse(payload.toString('utf8'));
  } catch {
    return { requestId: null, problem: 'the payload is not JSON' };
  }
  if (!isRecord(body)) {
    return { requestId: null, problem: 'the payload is not a JSON object' };
  }
  const { requestId, by = null, ts = null } = body;
  if (!isShortText(requestId)) {
    return { requestId: null, problem: 'requestId has to be a string of 1 to 128 characters' };
  }
  if (by !== null && !isShortText(by)) {
    return { requestId, problem: 'by has to be a string of 1 to 128 characters' };
  }
  if (ts !== null && !Number.isInteger(ts)) {
    return { requestId, problem: 'ts has to be a whole number of milliseconds since the epoch' };
  }
  return { requestId, by, ts: ts as number | null, body };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// Reads a command's payload: what is asked, by whom, when; or one sentence on what is wrong with it.
import type { CommandName, CommandRequest } from '../../control/commands/commands.js';
import { MODES } from '../../control/vocabulary.js';

/** Asks for events out of the journal, again; answered in the comms thread. */
export interface ResendRequest {
  readonly name: 'resend';
  readonly fromSeq: number;
  readonly toSeq: number;
}

export type Request = CommandRequest | ResendRequest;
export type RequestName = CommandName | 'resend';

/** What any payload has, whatever the command's name is. */
export interface Envelope {
  readonly requestId: string;
  readonly by: string | null;
  /** The sender's wall time, milliseconds since the epoch; null when it gives none. */
  readonly ts: number | null;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A payload without a usable envelope: `requestId` as far as it can be told. */
export interface Unreadable {
  readonly requestId: string | null;
  readonly problem: string;
}

const MAX_PAYLOAD_BYTES = 4096;
const MAX_ID_LENGTH = 128;
const MAX_SHELVE_S = 365 * 24 * 3600;

export function parseEnvelope(payload: Buffer): Envelope | Unreadable {
  if (payload.length > MAX_PAYLOAD_BYTES) {
    return {
      requestId: null,
      problem: `the payload has ${payload.length} bytes, at most ${MAX_PAYLOAD_BYTES} are taken`,
    };
  }
  let body: unknown;
  try {
    body = JSON.parse(payload.toString('utf8'));
  } catch {
    return { requestId: null, problem: 'the payload is no JSON' };
  }
  if (!isRecord(body)) {
    return { requestId: null, problem: 'the payload is no JSON object' };
  }
  const { requestId, by = null, ts = null } = body;
  if (!isText(requestId)) {
    return { requestId: null, problem: `requestId has to be a string of 1 to ${MAX_ID_LENGTH} characters` };
  }
  if (by !== null && !isText(by)) {
    return { requestId, problem: `by has to be a string of 1 to ${MAX_ID_LENGTH} characters` };
  }
  if (ts !== null && !Number.isInteger(ts)) {
    return { requestId, problem: 'ts has to be a whole number of milliseconds since the epoch' };
  }
  return { requestId, by, ts: ts as number | null, body };
}

type Body = Envelope['body'];

/** One line a command: the request that a body stands for, or what is wrong with the body. */
const READERS: { readonly [Name in RequestName]: (body: Body) => Request | string } = {
  start: () => ({ name: 'start' }),
  stop: () => ({ name: 'stop' }),
  reset: () => ({ name: 'reset' }),
  mode: ({ mode }) => {
    const known = MODES.find((name) => name === mode);
    return known === undefined ? `mode has to be one of ${MODES.join(', ')}` : { name: 'mode', mode: known };
  },
  load: ({ fraction }) =>
    isWithin(fraction, 0, 1) ? { name: 'load', fraction } : 'fraction has to be a number from 0 to 1',
  acknowledge: ({ rule }) =>
    isText(rule) ? { name: 'acknowledge', rule } : 'rule has to be the id of an alarm rule, or "*" for all',
  shelve: ({ rule, seconds }) => {
    if (!isText(rule)) {
      return 'rule has to be the id of an alarm rule';
    }
    return isWithin(seconds, 0, MAX_SHELVE_S)
      ? { name: 'shelve', rule, seconds }
      : `seconds has to be a number from 0 to ${MAX_SHELVE_S}`;
  },
  resend: ({ fromSeq, toSeq }) =>
    isSeq(fromSeq) && isSeq(toSeq) && fromSeq <= toSeq
      ? { name: 'resend', fromSeq, toSeq }
      : 'fromSeq and toSeq have to be whole numbers from 1 on, fromSeq not above toSeq',
};

/** Commands that are dangerous when they come late: they need a time stamp. */
const NEEDS_TIMESTAMP: ReadonlySet<RequestName> = new Set(['start', 'reset', 'load']);

export function isRequestName(name: string): name is RequestName {
  return Object.hasOwn(READERS, name);
}

export function needsTimestamp(name: RequestName): boolean {
  return NEEDS_TIMESTAMP.has(name);
}

/** @returns the request, or one sentence on what is wrong with the body */
export function parseRequest(name: RequestName, body: Body): Request | string {
  return READERS[name](body);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length >= 1 && value.length <= MAX_ID_LENGTH;
}

function isWithin(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

function isSeq(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 1;
}

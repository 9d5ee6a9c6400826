// Reads what a subscriber asks of the stream: its rate and its channels.
import { STREAM_RATES, type StreamRate } from '../../streams/index.js';
import { HttpError } from './replies.js';

export interface StreamRequest {
  readonly rate: StreamRate;
  /** Without repetition, in the order asked for. */
  readonly channels: readonly string[];
}

const PARAMETERS = ['rate', 'channels'];

/**
 * @param known the channels of this plant
 * @throws HttpError 400 that says what is wrong with which parameter
 */
export function parseStreamRequest(query: URLSearchParams, known: readonly string[]): StreamRequest {
  const unknown = [...query.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw invalid(`there is no parameter ${JSON.stringify(unknown)}; a stream takes rate and channels`);
  }
  return { rate: rateOf(query.get('rate')), channels: channelsOf(query.getAll('channels'), known) };
}

function rateOf(text: string | null): StreamRate {
  if (text === null) {
    return 'telemetry';
  }
  const rate = /^\d{1,2}$/.test(text) ? Number(text) : Number.NaN;
  if (!STREAM_RATES.includes(rate)) {
    throw invalid(`rate is ${JSON.stringify(text)}, it has to be one of ${STREAM_RATES.join(', ')} (Hz)`);
  }
  return rate;
}

function channelsOf(lists: readonly string[], known: readonly string[]): readonly string[] {
  if (lists.length === 0) {
    return known;
  }
  const names = new Set(lists.flatMap((list) => list.split(',')));
  const unknown = [...names].filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    const which = unknown.map((name) => JSON.stringify(name)).join(', ');
    throw invalid(`channels names ${which}; /api/meta lists the channels of this plant`);
  }
  return [...names];
}

function invalid(message: string): HttpError {
  return new HttpError(400, 'invalid', message);
}

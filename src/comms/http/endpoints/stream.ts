// `/api/stream`: live values as server-sent events.
import { STREAM_RATES, type StreamRate } from '../../../streams/index.js';
import { endpoint } from '../endpoint.js';
import { invalid, names, oneOfNumbers } from '../query.js';

export const stream = endpoint({
  method: 'GET',
  path: '/api/stream',
  summary:
    'Live values as server-sent events. Each is one line `data: {"run","seq","ts","values","quality"}`.',
  query: {
    rate: oneOfNumbers<StreamRate>(STREAM_RATES, {
      unit: 'Hz',
      meaning: 'messages a second; without it the rate of the telemetry',
      fallback: 'telemetry',
    }),
    channels: names('the channels; without it all of them'),
  },
  isStream: true,
  handle({ query, incoming, response }, { streams }) {
    const { rate, channels } = query;
    streams.open(incoming, response, { rate, channels: known(channels, streams.channels) });
    return undefined;
  },
});

function known(asked: readonly string[] | null, channels: readonly string[]): readonly string[] {
  const unknown = asked?.filter((name) => !channels.includes(name)) ?? [];
  if (unknown.length > 0) {
    const which = unknown.map((name) => JSON.stringify(name)).join(', ');
    throw invalid(`channels names ${which}; /api/meta lists the channels of this plant`);
  }
  return asked ?? channels;
}

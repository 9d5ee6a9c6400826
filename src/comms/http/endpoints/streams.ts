// `/api/streams`: the subscribers of live streams, with what each got and lost.
import { documentEndpoint } from '../endpoint.js';

const MAX_LISTED = 100;

export const streams = documentEndpoint(
  '/api/streams',
  `The subscribers of live streams, with what each got and lost (at most ${MAX_LISTED} of them, and their total), and the live MQTT topics.`,
  ({ subscribers, view }) => ({
    total: subscribers.size,
    subscribers: subscribers.subscribers(MAX_LISTED),
    topics: view.topics,
  }),
);

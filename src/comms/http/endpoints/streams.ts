// `/api/streams`: who receives live streams, and how each fares.
import { documentEndpoint } from '../endpoint.js';

const MAX_LISTED = 100;

export const streams = documentEndpoint(
  '/api/streams',
  `The subscribers of live streams with what each got and lost (${MAX_LISTED} at most, and their number), and the live MQTT topics.`,
  ({ subscribers, view }) => ({
    total: subscribers.size,
    subscribers: subscribers.subscribers(MAX_LISTED),
    topics: view.topics,
  }),
);

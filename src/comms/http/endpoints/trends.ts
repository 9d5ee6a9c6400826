// `/api/trends`: the wear of each component.
import { documentEndpoint } from '../endpoint.js';
import { storeIsAway } from '../replies.js';

export const trends = documentEndpoint(
  '/api/trends',
  'Where the wear of each component stands, how it changes, and when it will pass its limit.',
  (context) => context.trends.read().catch(storeIsAway),
);

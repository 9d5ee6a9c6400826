// `/api/trends`: the wear of each component.
import { documentEndpoint } from '../endpoint.js';
import { storeIsAway } from '../replies.js';

export const trends = documentEndpoint(
  '/api/trends',
  'The wear of each component: its present value, its change, and when it will pass its limit.',
  (context) => context.trends.read().catch(storeIsAway),
);

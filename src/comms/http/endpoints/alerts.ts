// `/api/alerts`: the last state of every alarm that ever fired.
import { documentEndpoint } from '../endpoint.js';
import { storeIsAway } from '../replies.js';

export const alerts = documentEndpoint(
  '/api/alerts',
  'The last state of each alarm of the present configuration that ever fired.',
  async (context) => ({ alerts: await context.alerts.read().catch(storeIsAway) }),
);

// `/api/status`: what runs, how well, what is wrong, what was done about it.
import { statusReport, wearOf } from '../documents.js';
import { documentEndpoint } from '../endpoint.js';

export const status = documentEndpoint(
  '/api/status',
  'What runs, how well, what is wrong and what was done about it, with `health` and `wear`. `kpp status` prints it.',
  async ({ view, alerts, actions, trends }) => {
    // The rest of the status is useful without the store, too.
    const read = [alerts.read().catch(() => null), actions.read().catch(() => null)] as const;
    return { ...statusReport(view, ...(await Promise.all(read))), wear: wearOf(trends.latest) };
  },
);

// `/api/profile`: the measurements of the control thread about itself.
import { profileDocument } from '../../../report/profile.js';
import { documentEndpoint } from '../endpoint.js';

export const profile = documentEndpoint(
  '/api/profile',
  'All measurements of the control thread about itself, and the cost of the periodic work of the other threads. The control thread is asked at most once a second. 503 when it does not answer.',
  async ({ reports, view, tasks }) => profileDocument(await reports.read(), view.status.run, await tasks()),
);

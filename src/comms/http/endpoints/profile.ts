// `/api/profile`: what the control thread has measured of itself.
import { profileDocument } from '../../../report/profile.js';
import { documentEndpoint } from '../endpoint.js';

export const profile = documentEndpoint(
  '/api/profile',
  'All that the control thread has measured of itself, and what the periodic work of the other threads costs. Control is asked once a second at most; 503 when it does not answer.',
  async ({ reports, view, tasks }) => profileDocument(await reports.read(), view.status.run, await tasks()),
);

// `/api/meta`: what the plant consists of.
import { documentEndpoint } from '../endpoint.js';

export const meta = documentEndpoint(
  '/api/meta',
  'The channels with unit, range and source; the alarm rules; the outputs.',
  ({ view }) => view.meta,
);

// `/api/meta`: the channels, alarm rules and outputs of the plant.
import { documentEndpoint } from '../endpoint.js';

export const meta = documentEndpoint(
  '/api/meta',
  'The channels with unit, range and source, the alarm rules, and the outputs.',
  ({ view }) => view.meta,
);

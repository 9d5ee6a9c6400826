// `/healthz`: whether the controller runs, for watchdogs and load balancers.
import { liveness } from '../documents.js';
import { endpoint } from '../endpoint.js';

export const healthz = endpoint({
  method: 'GET',
  path: '/healthz',
  summary: '200 when the controller delivers frames, else 503 with the `reason`.',
  query: {},
  handle(_, { view }) {
    const state = liveness(view);
    return { status: state.ok ? 200 : 503, json: state };
  },
});

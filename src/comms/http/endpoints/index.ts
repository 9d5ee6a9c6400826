// The registry of all HTTP endpoints, one line each. The server and docs/http.md use it.
import type { Endpoint } from '../endpoint.js';
import { alerts } from './alerts.js';
import { command } from './command.js';
import { healthz } from './healthz.js';
import { history } from './history.js';
import { meta } from './meta.js';
import { profile } from './profile.js';
import { status } from './status.js';
import { stream } from './stream.js';
import { streams } from './streams.js';
import { totals, totalsReset } from './totals.js';
import { trends } from './trends.js';

export const ENDPOINTS: readonly Endpoint[] = [
  healthz,
  status,
  alerts,
  meta,
  history,
  trends,
  totals,
  totalsReset,
  profile,
  streams,
  stream,
  command,
];

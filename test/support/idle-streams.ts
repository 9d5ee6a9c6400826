// The value of `health.streams` when no message was dropped.
import type { StreamsHealth } from '../../src/report/health.js';

export function idleStreams(subscribers = 0): StreamsHealth {
  return {
    subscribers,
    dropped: 0,
    byCause: { queue: 0, backlog: 0, failed: 0, parked: 0, lost: 0 },
    thinned: 0,
    parked: 0,
    adaptive: { level: 0, reason: 'room', share: 0, changes: 0 },
  };
}

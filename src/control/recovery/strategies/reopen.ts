// reopen: closes and opens a lost source.
import type { BuiltInStrategy } from '../strategy.js';

/** How long a board is silent that restarts when its port is opened, s. */
const FIRST_BYTE_S = 2;

export const reopen: BuiltInStrategy = {
  name: 'reopen',
  against: ['sensor_lost'],
  make: ({ sources }) => ({
    settleS: FIRST_BYTE_S,
    applies: ({ subject }) => sources.reopenable(subject) !== null,
    attempt({ subject, request }) {
      request({ kind: 'reopen', source: sources.reopenable(subject)! });
    },
  }),
};

// reopen: has a lost source closed and opened again.
import type { BuiltInStrategy } from '../strategy.js';

/** A board that starts at the opening of its port is silent for so long. */
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

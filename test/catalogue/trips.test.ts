// The message of a trip: what happened, and what to do.
import { expect, it } from 'vitest';
import { advised } from '../../src/catalogue/trips.js';

it('a trip says what happened, to what, and what to do', () => {
  const trip = {
    cause: 'critical_channel_lost',
    channel: 'chain.velocity',
    message: 'chain.velocity is lost',
  } as const;
  expect(advised(trip)).toEqual({
    ...trip,
    message: 'chain.velocity is lost. Check the cable and the supply of its sensor, then reset.',
  });
});

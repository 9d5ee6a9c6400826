// Listens to an open port until its speed is known, and then for some seconds more.
import { guessBaudRate, isCertain } from './baud-rate.js';
import type { PortEar } from './port-ear.js';
import type { Received } from './received.js';

export interface HeardPort {
  /** Null for a port in the network: its server sets the speed. */
  readonly baudRate: number | null;
  readonly received: Received;
}

/** At each speed. The first one gets more time, because a board may restart when its port is opened. */
const FIRST_TRIAL_S = 6;
const TRIAL_S = 1.5;

/**
 * @param first the speed that is tried first
 * @param seconds how long to listen at the speed that was found
 */
export async function hear(ear: PortEar, first: number, seconds: number): Promise<HeardPort> {
  if (!ear.hasBaudRate) return { baudRate: null, received: await ear.listen(seconds, () => false) };
  let isFirst = true;
  let last: Received | null = null;
  const guess = await guessBaudRate(async (baudRate) => {
    await ear.setBaudRate(baudRate);
    last = await ear.listen(isFirst ? FIRST_TRIAL_S : TRIAL_S, isCertain);
    isFirst = false;
    return last;
  }, first);
  if (guess === null) return { baudRate: first, received: last! };
  await ear.setBaudRate(guess.baudRate);
  return { baudRate: guess.baudRate, received: await ear.listen(seconds, () => false) };
}

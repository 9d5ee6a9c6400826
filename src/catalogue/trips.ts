// What the operator should do after a trip, by its cause: the end of the trip's message.
import type { Trip, TripCause } from '../vocabulary/events.js';

const ADVICE: Readonly<Record<TripCause, string>> = {
  emergency_stop: 'Remove the danger, release the stop, then reset.',
  overspeed: 'Keep clear of the chain, and check the brake and the load before the reset.',
  critical_channel_lost: 'Check the cable and the supply of its sensor, then reset.',
  stability: 'Check the plant and the named sensor, then reset.',
  deadline_misses: 'Stop other programs on the computer, or configure a lower control.rateHz, then reset.',
  process_stalled: 'Check the memory and the load of the computer, then reset.',
  crash: 'Read the reason in the log, look at the plant, then reset.',
};

/** A trip names an output that its feedback contact does not confirm as its channel: `outputs.contactor`. */
const OUTPUT_CHANNEL = /^outputs\./;
const OUTPUT_ADVICE =
  'Check the contactor or brake, its supply, and the wire of its feedback contact, then reset.';

/** The trip with the advice behind its message, which says what happened. */
export function advised(trip: Trip): Trip {
  const advice = OUTPUT_CHANNEL.test(trip.channel ?? '') ? OUTPUT_ADVICE : ADVICE[trip.cause];
  return { ...trip, message: `${trip.message}. ${advice}` };
}

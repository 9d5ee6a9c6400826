// Guesses the speed of a serial line: at a wrong speed most bytes are not text.
import type { Received } from './received.js';

/** In the order in which they are tried: the usual ones first. */
export const BAUD_RATES = [
  115_200, 9600, 57_600, 38_400, 19_200, 230_400, 4800, 2400, 460_800, 921_600, 1200, 250_000,
] as const;

/** At this share of readable bytes the speed is certainly right, and no other is tried. */
const CERTAIN_SHARE = 0.98;
const CERTAIN_BYTES = 16;
/** With less the bytes are not text at any of the speeds. */
const LEAST_SHARE = 0.9;

/** Listens at one speed until enough was heard, or for a time. */
export type ListenAt = (baudRate: number) => Promise<Received>;

export interface BaudRateGuess {
  readonly baudRate: number;
  readonly received: Received;
}

/**
 * Tries one speed after the other.
 *
 * @param first a speed that is tried before the others: the configured one
 * @returns null when nothing came, or nothing that looks like lines of text
 */
export async function guessBaudRate(listenAt: ListenAt, first?: number): Promise<BaudRateGuess | null> {
  let best: BaudRateGuess | null = null;
  for (const baudRate of new Set([...(first === undefined ? [] : [first]), ...BAUD_RATES])) {
    const received = await listenAt(baudRate);
    if (isCertain(received)) return { baudRate, received };
    if (received.lines.length > 0 && received.readableShare > (best?.received.readableShare ?? 0))
      best = { baudRate, received };
  }
  return best !== null && best.received.readableShare >= LEAST_SHARE ? best : null;
}

/** True when the bytes are lines of text. */
export function isCertain({ bytes, readableShare, lines }: Received): boolean {
  return bytes >= CERTAIN_BYTES && readableShare >= CERTAIN_SHARE && lines.length > 0;
}

// A question about the history of some channels, and the form of its answer.
import type { HistoryChunk } from './chunk.js';
import type { HistoryPeriod } from './query-plan.js';

export interface HistoryRequest extends HistoryPeriod {
  /** Names of channels. */
  readonly channels: readonly string[];
  /** Most points of one series, 1 to `MAX_POINTS`. */
  readonly points: number;
  /** Chunks that are not in the store yet. One that the store has already is left out. */
  readonly fresh: readonly HistoryChunk[];
}

/**
 * `json`: one JSON object for each channel, in the order of the request, as UTF-8. `unknown`: channels without any history; then there
 * is no answer for the others either.
 */
export type HistoryAnswer =
  | { readonly kind: 'series'; readonly json: readonly Uint8Array[] }
  | { readonly kind: 'unknown'; readonly channels: readonly string[] };

// What a subscriber asks for: the rate of its messages and the channels in them.
import type { StreamRate } from './occasions.js';

export interface Wanted {
  readonly rate: StreamRate;
  /** Without repetitions, in the requested order. */
  readonly channels: readonly string[];
  /** Always sent in full: neither the degradation ladder nor adaptive sampling lowers it. */
  readonly isPriority: boolean;
}

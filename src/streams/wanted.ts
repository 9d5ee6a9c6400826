// What a subscriber asks for: the rate of its messages and the channels in them.
import type { StreamRate } from './occasions.js';

export interface Wanted {
  readonly rate: StreamRate;
  /** Without repetition, in the order asked for. */
  readonly channels: readonly string[];
  /** Always in full: neither the ladder nor the optimizer takes anything of it. */
  readonly isPriority: boolean;
}

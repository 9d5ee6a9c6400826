// Counts the frames in each state of one quantity, and gives the share of each state.
import type { Shares } from './minute-row.js';

export class ShareCounter {
  private readonly names: readonly string[];
  private readonly counts: Uint32Array;
  private total = 0;

  /** @param names name of each state; the index is the state's number */
  constructor(names: readonly string[]) {
    this.names = names;
    this.counts = new Uint32Array(names.length);
  }

  clear(): void {
    this.counts.fill(0);
    this.total = 0;
  }

  add(state: number): void {
    this.counts[state]!++;
    this.total++;
  }

  shares(): Shares {
    const shares = this.names.map((name, i) => [name, this.counts[i]! / this.total] as const);
    return Object.fromEntries(shares.filter(([, share]) => share > 0));
  }
}

// The energy ledger: work into the plant, work out of it, and all losses, in joules since the start.

/**
 * Work and losses, with their index in {@link Ledger.joules}. All terms after the first two are losses. Each loss has its
 * own formula: none is calculated as the remainder, because then the ledger would prove nothing.
 */
export const TERM = {
  compressorWork: 0,
  electricalWork: 1,
  compressor: 2,
  throttle: 3,
  leak: 4,
  spill: 5,
  vent: 6,
  drag: 7,
  friction: 8,
  brake: 9,
  slip: 10,
  gear: 11,
  generator: 12,
} as const;

export class Ledger {
  /** Energy of each term since the start, J. */
  readonly joules = new Float64Array(Object.keys(TERM).length);
  private readonly storedAtStart: number;

  /** @param storedAtStart energy in tank, floaters and motion at the start, J */
  constructor(storedAtStart: number) {
    this.storedAtStart = storedAtStart;
  }

  /** Sum of all losses since the start, J. */
  losses(): number {
    let sum = 0;
    for (let term = TERM.compressor; term < this.joules.length; term++) sum += this.joules[term]!;
    return sum;
  }

  /**
   * Error of the energy balance, relative to the largest of compressor work, electrical work and change of
   * stored energy; 0 as long as no energy has flowed.
   *
   * @param stored energy in tank, floaters and motion now, J
   */
  error(stored: number): number {
    const compressor = this.joules[TERM.compressorWork]!;
    const electrical = this.joules[TERM.electricalWork]!;
    const change = stored - this.storedAtStart;
    const scale = Math.max(Math.abs(compressor), Math.abs(electrical), Math.abs(change));
    return scale === 0 ? 0 : Math.abs(compressor - electrical - this.losses() - change) / scale;
  }
}

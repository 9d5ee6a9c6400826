// The energy ledger: what went into the plant, what came out and where the rest was lost, in joules since the start.

/**
 * Work and losses, by their place in {@link Ledger.joules}. Everything behind the two works is a loss, booked by a
 * formula of its own: none is what is left over, or the ledger would prove nothing.
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
   * How far the ledger is from closing, relative to the largest of compressor work, electrical work and change of
   * stored energy; 0 as long as nothing has flowed.
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

// The plant's net efficiency: electrical energy out over compressor energy in, in a sliding window.

/** The contract's limits: the ratio has no meaning before the window holds this much, or while the compressor hardly runs. */
const SHORTEST_S = 1;
const LEAST_COMPRESSOR_W = 100;

export class EfficiencyWindow {
  private readonly electricalJ: Float64Array;
  private readonly compressorJ: Float64Array;
  private next = 0;
  private count = 0;
  private electricalSumJ = 0;
  private compressorSumJ = 0;

  /**
   * @param spanS length of the window in seconds
   * @param periodS time between two calls of {@link add} in seconds
   */
  constructor(
    spanS: number,
    private readonly periodS: number,
  ) {
    const capacity = Math.round(spanS / periodS);
    this.electricalJ = new Float64Array(capacity);
    this.compressorJ = new Float64Array(capacity);
  }

  /** Takes one period: electrical and compressor power in W. */
  add(electricalW: number, compressorW: number): void {
    const i = this.next;
    const electrical = electricalW * this.periodS;
    const compressor = compressorW * this.periodS;
    this.electricalSumJ += electrical - this.electricalJ[i]!;
    this.compressorSumJ += compressor - this.compressorJ[i]!;
    this.electricalJ[i] = electrical;
    this.compressorJ[i] = compressor;
    this.next = (i + 1) % this.electricalJ.length;
    if (this.count < this.electricalJ.length) this.count++;
    if (this.next === 0) this.sumAgain();
  }

  /** Electrical energy out over compressor energy in; NaN while the ratio has no meaning. */
  efficiency(): number {
    const heldS = this.count * this.periodS;
    if (heldS < SHORTEST_S || this.compressorSumJ < LEAST_COMPRESSOR_W * heldS) return Number.NaN;
    return this.electricalSumJ / this.compressorSumJ;
  }

  clear(): void {
    this.electricalJ.fill(0);
    this.compressorJ.fill(0);
    this.next = 0;
    this.count = 0;
    this.electricalSumJ = 0;
    this.compressorSumJ = 0;
  }

  /** Sums the window anew once per window, so that rounding errors in the running sums cannot grow over months. */
  private sumAgain(): void {
    let electrical = 0;
    let compressor = 0;
    for (let i = 0; i < this.count; i++) {
      electrical += this.electricalJ[i]!;
      compressor += this.compressorJ[i]!;
    }
    this.electricalSumJ = electrical;
    this.compressorSumJ = compressor;
  }
}

// The plant's net efficiency: electrical energy out over the energy put in, in a sliding window.

/** The contract's limits: the ratio has no meaning before the window holds this much, or while hardly any energy goes in. */
const SHORTEST_S = 1;
const LEAST_INPUT_W = 100;
/** The tank's energy is smoothed over this time, s: its sensor's noise would otherwise be energy, a lot of it beside a weak compressor. */
const SMOOTHING_S = 2;
/**
 * The window begins when the tank gives less than this share of the compressor's full power, or after the length of the window. At
 * a start a full tank drives the chain beyond its working speed, at which much is lost whatever the load is.
 */
const RUSH_SHARE = 0.5;

/**
 * The energy put in is that of the compressor and what the air tank gives: a full tank drives the plant while the compressor
 * rests. What a filling tank takes is not subtracted.
 */
export class EfficiencyWindow {
  private readonly electricalJ: Float64Array;
  private readonly compressorJ: Float64Array;
  private readonly tankJ: Float64Array;
  private next = 0;
  private count = 0;
  private electricalSumJ = 0;
  private compressorSumJ = 0;
  private tankSumJ = 0;
  /** Energy in the tank, smoothed, when it was known last, J; NaN before. */
  private heldByTankJ = Number.NaN;
  private readonly rushJ: number;
  private hasBegun = false;
  private mustFill = false;
  private waitedS = 0;

  /**
   * @param spanS length of the window in seconds
   * @param periodS time between two calls of {@link add} in seconds
   * @param fullCompressorW the compressor's full power, W
   */
  constructor(
    private readonly spanS: number,
    private readonly periodS: number,
    fullCompressorW: number,
  ) {
    this.rushJ = RUSH_SHARE * fullCompressorW * periodS;
    const capacity = Math.round(spanS / periodS);
    this.electricalJ = new Float64Array(capacity);
    this.compressorJ = new Float64Array(capacity);
    this.tankJ = new Float64Array(capacity);
  }

  /**
   * Takes one period: electrical and compressor power in W.
   *
   * @param inTankJ energy in the tank now, J; NaN while it is not known. What it gave meanwhile counts when it is known again
   */
  add(electricalW: number, compressorW: number, inTankJ: number): void {
    const tank = this.taken(inTankJ);
    if (!this.begins(tank)) return;
    const i = this.next;
    const electrical = electricalW * this.periodS;
    const compressor = compressorW * this.periodS;
    this.electricalSumJ += electrical - this.electricalJ[i]!;
    this.compressorSumJ += compressor - this.compressorJ[i]!;
    this.tankSumJ += tank - this.tankJ[i]!;
    this.electricalJ[i] = electrical;
    this.compressorJ[i] = compressor;
    this.tankJ[i] = tank;
    this.next = (i + 1) % this.electricalJ.length;
    if (this.count < this.electricalJ.length) this.count++;
    if (this.next === 0) this.sumAgain();
  }

  /** Called instead of {@link add} for a period that does not count: only the tank is followed. */
  skip(inTankJ: number): void {
    this.taken(inTankJ);
  }

  /**
   * Electrical energy out over energy in, at most 1; NaN while the ratio has no meaning. Above 1, the moving chain and the air in
   * the floaters give back what was put in earlier.
   */
  efficiency(): number {
    const heldS = this.count * this.periodS;
    const inputJ = this.compressorSumJ + Math.max(0, this.tankSumJ);
    if (heldS < SHORTEST_S || inputJ < LEAST_INPUT_W * heldS) return Number.NaN;
    return this.electricalSumJ > inputJ ? Number.NaN : this.electricalSumJ / inputJ;
  }

  /**
   * Called while the pressure of the tank is doubted: what the tank gave counts as 0 in the whole window, because the false pressure
   * may have been in it for a while.
   */
  forgetTank(): void {
    if (Number.isNaN(this.heldByTankJ)) return;
    this.heldByTankJ = Number.NaN;
    this.tankJ.fill(0);
    this.tankSumJ = 0;
  }

  /** Empties the window, because what is in it was measured wrong. It then says nothing before it is full. */
  discard(): void {
    if (this.count > 0) this.clear();
    this.hasBegun = true;
    this.mustFill = true;
  }

  /** False from {@link discard} until the window is full again: at part air the efficiency of a few seconds is that of a swing. */
  get isComplete(): boolean {
    return !this.mustFill || this.count === this.electricalJ.length;
  }

  /** Empties the window. */
  clear(): void {
    this.electricalJ.fill(0);
    this.compressorJ.fill(0);
    this.tankJ.fill(0);
    this.next = 0;
    this.count = 0;
    this.electricalSumJ = 0;
    this.compressorSumJ = 0;
    this.tankSumJ = 0;
    this.hasBegun = false;
    this.waitedS = 0;
    this.mustFill = false;
  }

  private begins(givenJ: number): boolean {
    if (this.hasBegun) return true;
    this.waitedS += this.periodS;
    this.hasBegun = givenJ < this.rushJ || this.waitedS > this.spanS;
    return this.hasBegun;
  }

  /** Energy that the tank gave since it was known last, J; negative while it fills. */
  private taken(inTankJ: number): number {
    if (Number.isNaN(inTankJ)) return 0;
    const before = this.heldByTankJ;
    if (Number.isNaN(before)) {
      this.heldByTankJ = inTankJ;
      return 0;
    }
    const givenJ = (before - inTankJ) * (this.periodS / (SMOOTHING_S + this.periodS));
    this.heldByTankJ = before - givenJ;
    return givenJ;
  }

  /** Sums the window anew once per window, so that rounding errors in the running sums cannot grow over months. */
  private sumAgain(): void {
    let electrical = 0;
    let compressor = 0;
    let tank = 0;
    for (let i = 0; i < this.count; i++) {
      electrical += this.electricalJ[i]!;
      compressor += this.compressorJ[i]!;
      tank += this.tankJ[i]!;
    }
    this.electricalSumJ = electrical;
    this.compressorSumJ = compressor;
    this.tankSumJ = tank;
  }
}

/**
 * The work that the air in a tank can do against the pressure outside, at constant temperature: V (p ln(p/p0) - p + p0), J.
 *
 * @param pressure absolute, Pa; NaN while it is not known
 * @param outside air pressure at the surface of the water, Pa
 * @param volume of the tank, m^3
 */
export function tankEnergy(pressure: number, outside: number, volume: number): number {
  return volume * (pressure * Math.log(pressure / outside) - pressure + outside);
}

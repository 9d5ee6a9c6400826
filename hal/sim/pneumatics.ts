// The model of compressor and air tank.
import { type Ledger, TERM } from './ledger.js';
import type { SimulationParameters } from './parameters.js';

/** Volume flow through the largest leak (share 1), m^3/s. */
const LEAK_FLOW = 0.05;
/** The Newton iteration ends below this correction, Pa. It converges quadratically. */
const PRESSURE_TOLERANCE = 1e-6;

/** The quantity of air is its content p V in joules, as in the floaters. */
export class Pneumatics {
  /** Tank pressure, Pa absolute. Never below ambient pressure, where a leak has no flow. */
  pressure: number;
  /** Electrical power of the compressor, W. */
  compressorPower = 0;
  /** Share of the compressor's power that is used, 0..1. Larger values count as 1. */
  air: number;
  /** Share of the largest leak that is open, 0..1. */
  leak = 0;
  /** Change of the pressure in the last step, Pa/s. */
  private rate = 0;
  private running = true;
  private readonly parameters: SimulationParameters;

  constructor(parameters: SimulationParameters) {
    this.parameters = parameters;
    this.pressure = parameters.initialPressure;
    this.air = parameters.air;
  }

  /** Predicted pressure in the middle of the next step, Pa absolute. */
  midPressure(dtS: number): number {
    return Math.max(this.parameters.p0, this.pressure + 0.5 * dtS * this.rate);
  }

  /**
   * Advances compressor and tank by one step: Vt dpt = a_in - a_out with a_in ln(pt / p0) = eta Pc dt, where pt is the
   * pressure in the middle of the step. So it has a solution also at ambient pressure, where the flow would be infinite.
   *
   * @param injected content that the floaters took, J
   * @param injectedWorth worth of that content at the floaters, J
   */
  advance(dtS: number, injected: number, injectedWorth: number, ledger: Ledger): void {
    const { p0, tankVolume, compressorEfficiency } = this.parameters;
    this.switchCompressor();
    const work = this.compressorPower * dtS;
    const held = tankVolume * (this.pressure - p0) - injected;
    const leaked = Math.max(0, Math.min(held, this.leak * LEAK_FLOW * this.midPressure(dtS) * dtS));
    const change = this.pressureChange(compressorEfficiency * work, injected + leaked);
    const worth = Math.log((this.pressure + change / 2) / p0);
    this.pressure += change;
    this.rate = change / dtS;

    const { joules } = ledger;
    joules[TERM.compressorWork]! += work;
    joules[TERM.compressor]! += (1 - compressorEfficiency) * work;
    // The sum of a ln(pt / p(h)) over all floaters that took air.
    joules[TERM.throttle]! += injected * worth - injectedWorth;
    joules[TERM.leak]! += leaked * worth;
  }

  /** Energy of the tank's air, J: Vt (pt ln(pt / p0) - pt + p0). */
  stored(): number {
    const { p0, tankVolume } = this.parameters;
    return tankVolume * (this.pressure * Math.log(this.pressure / p0) - this.pressure + p0);
  }

  private switchCompressor(): void {
    if (this.pressure > this.parameters.pressureOff) this.running = false;
    else if (this.pressure < this.parameters.pressureOn) this.running = true;
    // Also for NaN this comparison is false, so an unusable share stops the compressor.
    const share = this.air > 0 ? Math.min(this.air, 1) : 0;
    this.compressorPower = this.running ? share * this.parameters.compressorPower : 0;
  }

  /** The x that solves (Vt x + out) ln((pt + x / 2) / p0) = energy, Pa. */
  private pressureChange(energy: number, out: number): number {
    const { p0, tankVolume } = this.parameters;
    if (energy <= 0) return -out / tankVolume;
    const lowest = -out / tankVolume;
    // Near ambient pressure the logarithm is almost linear, so the equation is almost quadratic.
    const worth = Math.log(this.pressure / p0);
    const roughly = Math.min(energy / (tankVolume * worth), Math.sqrt((2 * p0 * energy) / tankVolume));
    let x = lowest + roughly;
    for (let i = 0; i < 20; i++) {
      const mid = this.pressure + x / 2;
      const logarithm = Math.log(mid / p0);
      const taken = tankVolume * x + out;
      const correction = (taken * logarithm - energy) / (tankVolume * logarithm + taken / (2 * mid));
      x = Math.max(x - correction, (x + lowest) / 2);
      if (Math.abs(correction) < PRESSURE_TOLERANCE) break;
    }
    return x;
  }
}

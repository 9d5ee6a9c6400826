// One energy register: the energy that was measured, and how long it was not.

/** Base ticks are 60 a second; times are whole numbers of them, so that no rounding adds up over years. */
export interface EnergyRegister {
  /** Integral of the power, J. Noise around zero makes it rise and fall by some joules. */
  readonly netJ: number;
  /** The highest value of `netJ` so far: the reading. A reading never decreases, as that of a meter with a backstop. */
  readonly readingJ: number;
  /** Base ticks in which the program ran and the power was not measured with quality `good`. */
  readonly unmeasuredTicks: number;
}

export const EMPTY_REGISTER: EnergyRegister = { netJ: 0, readingJ: 0, unmeasuredTicks: 0 };

/** Two successive parts of one register, added. */
export function sumOfRegisters(earlier: EnergyRegister, later: EnergyRegister): EnergyRegister {
  return {
    netJ: earlier.netJ + later.netJ,
    readingJ: Math.max(earlier.readingJ, earlier.netJ + later.readingJ),
    unmeasuredTicks: earlier.unmeasuredTicks + later.unmeasuredTicks,
  };
}

/** A register that is being filled. */
export class EnergyMeter {
  private netJ = 0;
  private readingJ = 0;
  private unmeasuredTicks = 0;

  /** Adds a power over a time: rectangles of one base tick. @param powerW W @param seconds s */
  measure(powerW: number, seconds: number): void {
    this.netJ += powerW * seconds;
    if (this.netJ > this.readingJ) this.readingJ = this.netJ;
  }

  miss(ticks: number): void {
    this.unmeasuredTicks += ticks;
  }

  get register(): EnergyRegister {
    const { netJ, readingJ, unmeasuredTicks } = this;
    return { netJ, readingJ, unmeasuredTicks };
  }
}

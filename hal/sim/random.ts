// A random number generator with a seed: the same seed gives the same sequence on every machine.

const TO_UNIT = 1 / 4_294_967_296;

/**
 * Chris Doty-Humphrey's sfc32 (PractRand): 128 bits of state, passes BigCrush, needs only 32-bit integers. Do not
 * use it for secrets.
 */
export class Random {
  private a: number;
  private b: number;
  private c = 0;
  private counter = 1;

  /**
   * @param seed an integer, 0 .. 2^32 - 1
   * @param stream number of one of the independent sequences of the seed
   */
  constructor(seed: number, stream = 0) {
    this.a = seed | 0;
    this.b = stream | 0;
    // The first outputs depend visibly on the seed, so they are discarded.
    for (let i = 0; i < 15; i++) this.uint32();
  }

  /** An integer from 0 to 2^32 - 1, uniformly distributed. */
  uint32(): number {
    const result = (this.a + this.b + this.counter) | 0;
    this.counter = (this.counter + 1) | 0;
    this.a = this.b ^ (this.b >>> 9);
    this.b = (this.c + (this.c << 3)) | 0;
    this.c = ((this.c << 21) | (this.c >>> 11)) + result;
    this.c |= 0;
    return result >>> 0;
  }

  /** A number between 0 and 1, uniformly distributed; 0 and 1 are excluded. */
  uniform(): number {
    return (this.uint32() + 0.5) * TO_UNIT;
  }

  /** Fills `out` with independent numbers of the normal distribution (mean 0, standard deviation 1), by Box and Muller's method. */
  fillNormal(out: Float64Array): void {
    for (let i = 0; i < out.length; i += 2) {
      const radius = Math.sqrt(-2 * Math.log(this.uniform()));
      const angle = 2 * Math.PI * this.uniform();
      out[i] = radius * Math.cos(angle);
      if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
    }
  }
}

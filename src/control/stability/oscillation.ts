// Finds a growing oscillation in a signal from its turning points: each swing larger than the one before.

/** A reversal smaller than this share of the signal's usual magnitude is ripple or noise. */
const REVERSAL_SHARE = 0.05;
/** A reversal smaller than this multiple of the sharpest bend of the last seconds is also ripple or noise. */
const REVERSAL_BENDS = 3;
const BEND_MEMORY_S = 2;
/** Time constant with which the usual magnitude follows the signal, s. */
const MAGNITUDE_S = 20;
/** Longest period, s. Slower swings come from operators, not from the plant. */
const LONGEST_SWING_S = 30;
/** A swing has grown when it is at least this multiple of the last one. */
const GROWN = 1.05;
/** An oscillation grows when this many swings in a row have grown, by this total factor. Noise grows by chance, but less. */
const GROWING_SWINGS = 3;
const GROWN_TOGETHER = 2;
/** The oscillation is over when a swing is below this share of the largest, or no swing ended for this many periods. */
const DECAYED = 0.5;
const SILENT_PERIODS = 1.5;

/** Set {@link value} and {@link elapsedS}, then {@link update}. The state is a few numbers; the signal itself is not stored. */
export class OscillationDetector {
  /** In: the signal. */
  value = 0;
  /** In: time since the last value, s. */
  elapsedS = 0;
  /** True from the time a growing oscillation is detected until it has decayed. */
  active = false;
  /** Period of the last full swing, s; 0 before the first. */
  periodS = 0;
  /** Ratio of the last swing to the one before; 0 before the second. */
  growth = 0;

  private magnitude = 0;
  private last = Number.NaN;
  private lastStep = Number.NaN;
  /** The largest change from one step of the signal to the next: noise bends sharply, an oscillation smoothly. */
  private bend = 0;
  private rising = true;
  private extreme = Number.NaN;
  private extremeAgeS = 0;
  private lastTurn = Number.NaN;
  private sinceTurnS = 0;
  private swing = 0;
  /** Duration of the last half swing, s; 0 before the first. */
  private swingS = 0;
  private firstSwing = 0;
  private largestSwing = 0;
  private grown = 0;

  /** @param floor a smaller reversal is always ripple or noise, in the signal's unit */
  constructor(public floor: number) {}

  /** Takes one value of the signal. */
  update(): void {
    const { value, elapsedS: dtS } = this;
    this.followBend();
    this.magnitude += (dtS / (MAGNITUDE_S + dtS)) * (Math.abs(value) - this.magnitude);
    this.sinceTurnS += dtS;
    this.extremeAgeS += dtS;
    const beyond = this.rising ? value - this.extreme : this.extreme - value;
    if (!(beyond <= 0)) {
      this.extreme = value;
      this.extremeAgeS = 0;
    } else if (-beyond > this.leastReversal()) {
      this.turn();
      this.extreme = value;
      this.extremeAgeS = 0;
    }
    if (this.active && this.sinceTurnS > SILENT_PERIODS * this.periodS) this.calm();
  }

  /** Forgets the signal, for example after a gap. */
  reset(): void {
    this.last = Number.NaN;
    this.lastStep = Number.NaN;
    this.bend = 0;
    this.extreme = Number.NaN;
    this.lastTurn = Number.NaN;
    this.swing = 0;
    this.sinceTurnS = 0;
    this.extremeAgeS = 0;
    this.calm();
  }

  private followBend(): void {
    const { value, elapsedS: dtS } = this;
    const step = value - this.last;
    const bend = Math.abs(step - this.lastStep);
    this.bend *= BEND_MEMORY_S / (BEND_MEMORY_S + dtS);
    if (bend > this.bend) this.bend = bend;
    this.last = value;
    this.lastStep = step;
  }

  private leastReversal(): number {
    const usual = Math.max(this.magnitude, Math.abs(this.value));
    return Math.max(this.floor, REVERSAL_SHARE * usual, REVERSAL_BENDS * this.bend);
  }

  /** The last extreme was a turning point: closes the swing. */
  private turn(): void {
    const swingS = this.sinceTurnS - this.extremeAgeS;
    const swing = Math.abs(this.extreme - this.lastTurn);
    if (!Number.isNaN(swing) && swingS <= LONGEST_SWING_S) this.follow(swing, swingS);
    else this.calm();
    this.lastTurn = this.extreme;
    this.sinceTurnS = this.extremeAgeS;
    this.rising = !this.rising;
  }

  private follow(swing: number, swingS: number): void {
    this.growth = this.swing > 0 ? swing / this.swing : 0;
    // The chain may creep at the bottom of each swing for longer than it moves, so one half says little about the other.
    this.periodS = swingS + (this.swingS > 0 ? this.swingS : swingS);
    this.swingS = swingS;
    if (this.growth >= GROWN) {
      if (this.grown === 0) this.firstSwing = this.swing;
      this.grown++;
    } else {
      this.grown = 0;
    }
    this.swing = swing;
    if (this.grown >= GROWING_SWINGS && swing >= GROWN_TOGETHER * this.firstSwing) this.active = true;
    if (!this.active) return;
    this.largestSwing = Math.max(this.largestSwing, swing);
    if (swing < DECAYED * this.largestSwing) this.calm();
  }

  private calm(): void {
    this.active = false;
    this.grown = 0;
    this.growth = 0;
    this.largestSwing = 0;
    this.swing = 0;
    this.swingS = 0;
  }
}

// Finds a growing oscillation in a signal from its turning points: each swing larger than the one before.

/** A reversal by less than this share of the signal's usual magnitude is ripple or noise. */
const REVERSAL_SHARE = 0.05;
/** ... and so is one by less than this many times the sharpest bend of the last seconds. */
const REVERSAL_BENDS = 3;
const BEND_MEMORY_S = 2;
/** How fast the usual magnitude follows, s. */
const MAGNITUDE_S = 20;
/** Slower swings are what operators do, not what a plant does by itself, s. */
const LONGEST_SWING_S = 30;
/** A swing has grown when it is this many times the last one. */
const GROWN = 1.05;
/** It is a growing oscillation after so many swings that grew, by this many times together: noise grows by chance, but less. */
const GROWING_SWINGS = 3;
const GROWN_TOGETHER = 2;
/** It is over when a swing is below this share of the largest, or none ended for this many periods. */
const DECAYED = 0.5;
const SILENT_PERIODS = 1.5;

/** Set {@link value} and {@link elapsedS}, then {@link update}. Its state is a handful of numbers; nothing is stored of the signal. */
export class OscillationDetector {
  /** In: the signal. */
  value = 0;
  /** In: time since the last value, s. */
  elapsedS = 0;
  /** True from the moment that an oscillation is seen to grow until it has decayed. */
  active = false;
  /** Of the last full swing to and fro, s; 0 before the first. */
  periodS = 0;
  /** The last swing over the one before; 0 before the second. */
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
  private firstSwing = 0;
  private largestSwing = 0;
  private grown = 0;

  /** @param floor a reversal by less is ripple or noise whatever the magnitude, in the signal's unit */
  constructor(public floor: number) {}

  /** Takes the value. */
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

  /** Forgets the signal, as after a gap. */
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

  /** The extreme was a turning point. */
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
    this.periodS = 2 * swingS;
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
  }
}

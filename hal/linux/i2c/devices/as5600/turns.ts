// Unwraps an angle over its turns, and makes a speed of it.

const TURN = 2 * Math.PI;
/** The speed is the mean over this time: at 4096 steps a turn it is then good to 0.02 rad/s. */
const WINDOW_S = 0.1;
/** Readings further apart say nothing of the speed in between. */
const MAX_GAP_S = 0.2;

/**
 * Between two readings the shorter way is taken, so a turn has to be read more than twice: at 60 readings a second the limit is
 * 188 rad/s (1800 a minute), and half of that where one reading in a row may fail. Faster, the speed is wrong without a sign of it.
 */
export class Turns {
  /** Radians since the first reading. */
  position = 0;
  private lastAngle = Number.NaN;
  private readonly history: { readonly timeS: number; readonly position: number }[] = [];

  /** @param angle 0 to 2 pi, read at `timeS`, monotonic seconds */
  add(angle: number, timeS: number): void {
    if (!Number.isNaN(this.lastAngle)) {
      const ahead = angle - this.lastAngle;
      this.position += ahead - TURN * Math.round(ahead / TURN);
    }
    this.lastAngle = angle;
    const { history } = this;
    if (timeS - (history.at(-1)?.timeS ?? timeS) > MAX_GAP_S) this.restart();
    history.push({ timeS, position: this.position });
    while (history.length > 2 && timeS - history[1]!.timeS >= WINDOW_S) history.shift();
  }

  /** rad/s, the mean over a tenth of a second; NaN before the second reading. */
  get speed(): number {
    const [first] = this.history;
    const last = this.history.at(-1);
    if (first === undefined || last === undefined || first === last) return Number.NaN;
    return (last.position - first.position) / (last.timeS - first.timeS);
  }

  /** The speed of before is old; the position goes on, by the shorter way. */
  restart(): void {
    this.history.length = 0;
  }
}

// Counts the turns of an angle, and calculates position and speed.

const TURN = 2 * Math.PI;
/** The speed is the mean over this time. With 4096 steps a turn it is accurate to 0.02 rad/s. */
const WINDOW_S = 0.1;
/** No speed is calculated across a longer gap between readings. */
const MAX_GAP_S = 0.2;

/**
 * Between two readings the angle is assumed to have turned the shorter way, so each turn needs more than two readings. At 60 readings a
 * second the limit is 188 rad/s (1800 rpm), and half of that when single readings fail. Above the limit the speed is wrong without
 * a warning.
 */
export class Turns {
  /** Position since the first reading, rad. */
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

  /** Mean speed over a tenth of a second, rad/s; NaN before the second reading. */
  get speed(): number {
    const [first] = this.history;
    const last = this.history.at(-1);
    if (first === undefined || last === undefined || first === last) return Number.NaN;
    return (last.position - first.position) / (last.timeS - first.timeS);
  }

  /** Drops the readings for the speed. The position continues by the shorter way. */
  restart(): void {
    this.history.length = 0;
  }
}

// The rate that the control loop really reaches: the control ticks of the last five seconds, divided by five.
import { BASE_RATE_HZ } from '../../vocabulary/words.js';

const WINDOW_S = 5;
const WINDOW_TICKS = WINDOW_S * BASE_RATE_HZ;

export class RateWindow {
  /** 1 for each base tick of the window on which a control tick ran. */
  private readonly ran = new Uint8Array(WINDOW_TICKS);
  private latest = -1;
  private first = -1;
  private sum = 0;

  /** Notes that a control tick ran on this base tick; ticks only rise. */
  add(tick: number): void {
    if (this.first < 0) {
      this.first = tick;
      this.latest = tick - 1;
    }
    this.forgetUntil(tick);
    this.ran[tick % WINDOW_TICKS] = 1;
    this.sum++;
  }

  /** Hz; NaN until a whole window has passed since the first tick. */
  rateHz(): number {
    return this.latest - this.first < WINDOW_TICKS - 1 ? Number.NaN : this.sum / WINDOW_S;
  }

  private forgetUntil(tick: number): void {
    if (tick - this.latest >= WINDOW_TICKS) {
      this.ran.fill(0);
      this.sum = 0;
    } else {
      for (let t = this.latest + 1; t <= tick; t++) {
        const slot = t % WINDOW_TICKS;
        this.sum -= this.ran[slot]!;
        this.ran[slot] = 0;
      }
    }
    this.latest = tick;
  }
}

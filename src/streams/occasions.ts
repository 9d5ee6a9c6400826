// When messages of a given rate are due: an integer division of the base ticks, thinned by an integer factor.
import { FRAME } from '../control/records/frame.js';
import { BASE_RATE_HZ } from '../vocabulary/words.js';

/** The same rate as the telemetry, which depends on the mode. */
export type StreamRate = number | 'telemetry';

/** The rates that divide the base rate, Hz. */
export const STREAM_RATES: readonly number[] = Array.from({ length: BASE_RATE_HZ }, (_, i) => i + 1).filter(
  (rate) => BASE_RATE_HZ % rate === 0,
);

/**
 * Occasions are numbered. With a factor of two the even ones are served, so a rate that is lowered and raised again keeps its
 * phase. When the base tick of an occasion is missing, the next base tick serves it: the same rule as in the controller's own
 * schedule. Counting begins with the first frame.
 */
export class Occasions {
  /** After {@link advance}: the number of messages that are due (more than one when frames were lost), and of those thinned out. */
  due = 0;
  thinned = 0;
  private readonly divisor: number | undefined;
  private served: number | undefined;

  /** @throws RangeError when the rate does not divide 60 Hz */
  constructor(rate: StreamRate) {
    if (rate !== 'telemetry' && !STREAM_RATES.includes(rate)) {
      throw new RangeError(`rate is ${rate} Hz, it has to be one of ${STREAM_RATES.join(', ')}`);
    }
    this.divisor = rate === 'telemetry' ? undefined : BASE_RATE_HZ / rate;
  }

  /** @param factor one of this many occasions is served; 0 serves none */
  advance(frame: Float64Array, factor: number): void {
    const latest = this.latest(frame);
    const served = this.served ?? this.before(frame, latest);
    this.due = 0;
    this.thinned = 0;
    if (latest <= served) {
      this.served = served;
      return;
    }
    this.served = latest;
    this.due = factor === 0 ? 0 : Math.floor(latest / factor) - Math.floor(served / factor);
    this.thinned = latest - served - this.due;
  }

  /** The number of the latest occasion; one less than the first number while there was none. */
  private latest(frame: Float64Array): number {
    if (this.divisor !== undefined) return Math.floor(frame[FRAME.tick]! / this.divisor);
    const seq = frame[FRAME.telemetrySeq]!;
    return seq > 0 ? seq : (this.served ?? -1);
  }

  private before(frame: Float64Array, latest: number): number {
    if (this.divisor !== undefined) return Math.floor((frame[FRAME.tick]! - 1) / this.divisor);
    return latest < 0 ? -1 : latest - 1;
  }
}

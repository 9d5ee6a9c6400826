// When messages of a rate are due: whole divisions of the base ticks, thinned by a whole factor where less is wanted.
import { FRAME } from '../control/records/frame.js';
import { BASE_RATE_HZ } from '../control/vocabulary.js';

/** As often as the telemetry is sent, which follows the mode. */
export type StreamRate = number | 'telemetry';

/** The rates that divide the base rate, Hz. */
export const STREAM_RATES: readonly number[] = Array.from({ length: BASE_RATE_HZ }, (_, i) => i + 1).filter(
  (rate) => BASE_RATE_HZ % rate === 0,
);

/**
 * Occasions are numbered; of a factor of two the even ones are served, so a rate that is lowered and raised again keeps its
 * phase. When the base tick of an occasion is missing, the next one there is serves it: the same rule as the controller's own
 * schedule. The first frame begins it, so an occasion before it does not count.
 */
export class Occasions {
  /** After {@link advance}: messages that are due (more than one when frames were lost), and those that were thinned out. */
  due = 0;
  thinned = 0;
  private readonly divisor: number | undefined;
  private served: number | undefined;

  /** @throws RangeError on a rate that does not divide 60 Hz */
  constructor(rate: StreamRate) {
    if (rate !== 'telemetry' && !STREAM_RATES.includes(rate)) {
      throw new RangeError(`rate is ${rate} Hz, it has to be one of ${STREAM_RATES.join(', ')}`);
    }
    this.divisor = rate === 'telemetry' ? undefined : BASE_RATE_HZ / rate;
  }

  /** @param factor of so many occasions one is served; 0: none is */
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

  /** Number of the latest occasion; one before all where there was none yet. */
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

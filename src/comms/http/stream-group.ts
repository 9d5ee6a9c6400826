// What subscribers with the same rate and channels share: when a message is due, and its text, made once a frame.
import { FRAME } from '../../control/frame.js';
import { BASE_RATE_HZ } from '../../control/states.js';
import type { FrameReport, ValuesDocument } from '../../report/telemetry.js';
import type { StreamRequest } from './stream-request.js';

/** A message that is due, but for the `seq` of the subscriber. */
export interface DueMessage {
  /** Number of the occasion: rises by one from each message to the next, by more when some were lost. */
  readonly ordinal: number;
  readonly beforeSeq: string;
  readonly afterSeq: string;
}

/** A frame's occasion number, or undefined when nothing is due with it. */
type Rule = (frame: Float64Array) => number | undefined;

export class StreamGroup {
  private readonly build: (frame: Float64Array, seq: number) => ValuesDocument;
  private readonly occasion: Rule;
  private tick = Number.NaN;
  private message: DueMessage | undefined;

  constructor({ rateHz, channels }: StreamRequest, report: FrameReport) {
    this.build = report.values(channels);
    this.occasion = rateHz === null ? telemetryRule : divisionRule(BASE_RATE_HZ / rateHz);
  }

  /** The message that is due with this frame, if one is. */
  at(frame: Float64Array): DueMessage | undefined {
    const tick = frame[FRAME.tick]!;
    if (tick !== this.tick) {
      this.tick = tick;
      const ordinal = this.occasion(frame);
      this.message = ordinal === undefined ? undefined : this.#compose(ordinal, frame);
    }
    return this.message;
  }

  #compose(ordinal: number, frame: Float64Array): DueMessage {
    const { run, ts, values, quality } = this.build(frame, ordinal);
    return {
      ordinal,
      beforeSeq: `data: {"run":${run},"seq":`,
      afterSeq: `,"ts":${ts},"values":${JSON.stringify(values)},"quality":${JSON.stringify(quality)}}\n\n`,
    };
  }
}

/** With the telemetry, whatever rate the mode and the degradation give it. */
function telemetryRule(frame: Float64Array): number | undefined {
  const seq = frame[FRAME.telemetrySeq]!;
  return seq > 0 ? seq : undefined;
}

/**
 * On every base tick that the divisor divides. When that tick is missing, on the next one there is: the same rule as the
 * controller's own schedule. The first frame begins it, so an occasion before it does not count.
 */
function divisionRule(divisor: number): Rule {
  let served: number | undefined;
  return (frame) => {
    const tick = frame[FRAME.tick]!;
    served ??= Math.floor((tick - 1) / divisor);
    const occasion = Math.floor(tick / divisor);
    if (occasion <= served) {
      return undefined;
    }
    served = occasion;
    return occasion;
  };
}

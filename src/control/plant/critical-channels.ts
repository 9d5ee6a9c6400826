// Decides whether a critical channel is lost. One sample that is not a number does not lose it; two in a row do.
import { QUALITY } from '../../../hal/quality.js';
import { type SampleTable, VERDICT } from '../../../hal/samples.js';
import type { ControlPlan } from '../plan/plan.js';
import type { ProcessImage } from '../state/image.js';
import { CLOCK, type TickInput } from '../tick.js';

/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

/** Critical channels are sensors: they have the same index in the image and in the sample table. The arrays are by this index. */
export class CriticalChannels {
  private plan: ControlPlan;
  private readonly seenDeliveries: Float64Array;
  /** Number of values in a row that are no number. */
  private readonly badInARow: Float64Array;
  /** 1 while the latest value is not a number. */
  private readonly isBad: Uint8Array;
  /** The same at the last control tick. */
  private readonly wasBad: Uint8Array;

  constructor(plan: ControlPlan) {
    const n = plan.sensorCount;
    this.plan = plan;
    this.seenDeliveries = new Float64Array(n);
    this.badInARow = new Float64Array(n);
    this.isBad = new Uint8Array(n);
    this.wasBad = new Uint8Array(n);
  }

  configure(plan: ControlPlan): void {
    this.plan = plan;
  }

  /** One base tick. */
  look(samples: SampleTable): void {
    for (const channel of this.plan.critical) {
      if (samples.deliveries[channel] === this.seenDeliveries[channel]) continue;
      this.seenDeliveries[channel] = samples.deliveries[channel]!;
      this.take(channel, samples.verdict[channel] === VERDICT.notFinite);
    }
  }

  /** Good values between two bad ones end the row only when a control tick can use one of them. */
  private take(channel: number, isBad: boolean): void {
    this.isBad[channel] = isBad ? 1 : 0;
    if (isBad) this.badInARow[channel]!++;
    else if (this.wasBad[channel] === 0) this.badInARow[channel] = 0;
  }

  /** Ends the base ticks that belong to a control tick. */
  settle(): void {
    for (const channel of this.plan.critical) {
      if (this.isBad[channel] === 0) this.badInARow[channel] = 0;
      this.wasBad[channel] = this.isBad[channel]!;
    }
  }

  /** The first critical channel that is lost, as its index in the image; -1 when none is. */
  lost(image: ProcessImage, input: TickInput): number {
    for (const channel of this.plan.critical) {
      if (!image.isUsable(channel) && !this.isSingle(channel, image, input)) return channel;
    }
    return -1;
  }

  /** True while a single bad value is the latest one, and its source is not silent since then. */
  private isSingle(channel: number, image: ProcessImage, { samples, clock }: TickInput): boolean {
    if (image.qualityOf(channel) !== QUALITY.bad || this.badInARow[channel] !== 1) return false;
    return clock[CLOCK.nowS]! - samples.timeS[channel]! <= samples.staleAfterS[channel]! + ROUNDING_S;
  }
}

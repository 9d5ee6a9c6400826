// Compares the model's values with the measured channels: predictions for the times of the samples, and residuals.

import { QUALITY } from '../../../hal/quality.js';
import { residualName, TWIN_CHANNELS } from '../../catalogue/channels.js';
import type { ProcessImage } from '../state/image.js';

/** A sample is compared with the prediction for its own time, unless it is older than this, s. */
const MAX_AGE_S = 0.2;

/** Everything in the order of {@link TWIN_CHANNELS}. */
export class Comparison {
  /** In: the model's values now, and how fast they change, per second. */
  readonly modelled = new Float64Array(TWIN_CHANNELS.length);
  readonly rates = new Float64Array(TWIN_CHANNELS.length);
  /** In: monotonic time of this tick, and since the last one, s. */
  nowS = Number.NaN;
  elapsedS = 0;
  /** Predictions for the times of the samples; NaN before the first tick. */
  readonly predictions = new Float64Array(TWIN_CHANNELS.length).fill(Number.NaN);
  /** Measured minus predicted; NaN for a channel that is not measured now, or whose sensor is stuck. */
  readonly residuals = new Float64Array(TWIN_CHANNELS.length).fill(Number.NaN);
  /** Image indices of the channels; -1 for an absent channel. */
  readonly channels: Int32Array;
  private readonly residualChannels: Int32Array;

  constructor(image: ProcessImage) {
    this.channels = Int32Array.from(TWIN_CHANNELS, (name) => image.indexOf(name));
    this.residualChannels = Int32Array.from(TWIN_CHANNELS, (name) => image.indexOf(residualName(name)));
  }

  /** Compares all channels of this tick and writes the residuals into the image. */
  update(image: ProcessImage): void {
    for (let k = 0; k < TWIN_CHANNELS.length; k++) this.compare(image, k);
  }

  /** Leaves a channel without a residual. */
  drop(image: ProcessImage, k: number): void {
    this.residuals[k] = Number.NaN;
    image.set(this.residualChannels[k]!, Number.NaN, this.nowS, QUALITY.bad);
  }

  /** True when every channel that the plant has is good and has a residual. */
  get complete(): boolean {
    for (let k = 0; k < TWIN_CHANNELS.length; k++) {
      if (this.channels[k]! >= 0 && Number.isNaN(this.residuals[k]!)) return false;
    }
    return true;
  }

  private compare(image: ProcessImage, k: number): void {
    const channel = this.channels[k]!;
    if (!image.isGood(channel)) {
      this.predictions[k] = this.modelled[k]!;
      this.drop(image, k);
      return;
    }
    const timeS = image.timeOf(channel);
    const ageS = Math.min(MAX_AGE_S, Math.max(0, this.nowS - timeS));
    this.predictions[k] = this.modelled[k]! - this.rates[k]! * ageS;
    const residual = image.read(channel) - this.predictions[k]!;
    image.set(this.residualChannels[k]!, residual, timeS, QUALITY.good);
    this.residuals[k] = image.isTrusted(channel) ? residual : Number.NaN;
  }
}

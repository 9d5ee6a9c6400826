// The plausible range of each channel, from its description. A value outside is counted, but not rejected.
import { SENSOR_CHANNELS } from '../../../hal/channels.js';

/** A value may be outside by this share of its range, because a sensor's zero is not exact. */
const ZERO_ERROR = 0.01;

export class PlausibleRanges {
  private readonly min: Float64Array;
  private readonly max: Float64Array;

  constructor(channels: readonly string[]) {
    const infos = channels.map((name) => SENSOR_CHANNELS.find((channel) => channel.name === name));
    const margins = infos.map((info) => (info === undefined ? 0 : ZERO_ERROR * (info.max - info.min)));
    this.min = Float64Array.from(infos, (info, i) => (info?.min ?? Number.NEGATIVE_INFINITY) - margins[i]!);
    this.max = Float64Array.from(infos, (info, i) => (info?.max ?? Number.POSITIVE_INFINITY) + margins[i]!);
  }

  /** True when a value of channel number `i` is outside of its range. */
  isOutside(i: number, value: number): boolean {
    return value < this.min[i]! || value > this.max[i]!;
  }
}

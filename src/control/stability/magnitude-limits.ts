// The configured limits: the magnitudes of velocity, acceleration and every force.
import { SENSOR_CHANNELS } from '../../../hal/channels.js';
import type { Config } from '../../config/schema.js';
import type { ProcessImage } from '../state/image.js';

export type MagnitudeLimitValues = Omit<Config['limits'], 'onViolation'>;

export class MagnitudeLimits {
  /** Names of the channels that have a limit. */
  readonly names: readonly string[];
  private readonly units: readonly string[];
  private readonly channels: Int32Array;
  private readonly limits: Float64Array;

  constructor(image: ProcessImage, values: MagnitudeLimitValues) {
    const byUnit = limitsByUnit(values);
    const limited = SENSOR_CHANNELS.filter(({ name, unit }) => unit in byUnit && image.indexOf(name) >= 0);
    this.names = limited.map(({ name }) => name);
    this.units = limited.map(({ unit }) => unit);
    this.channels = Int32Array.from(this.names, (name) => image.indexOf(name));
    this.limits = new Float64Array(limited.length);
    this.set(values);
  }

  /** Replaces the limits; the channels stay the same. */
  set(values: MagnitudeLimitValues): void {
    const byUnit = limitsByUnit(values);
    for (let i = 0; i < this.units.length; i++) this.limits[i] = byUnit[this.units[i]!]!;
  }

  /** True when channel number `i` is usable and can be judged. */
  isKnown(i: number, image: ProcessImage): boolean {
    return image.isUsable(this.channels[i]!);
  }

  /** True when channel number `i` is usable and its magnitude is above its limit. */
  isBeyond(i: number, image: ProcessImage): boolean {
    const channel = this.channels[i]!;
    return image.isUsable(channel) && Math.abs(image.read(channel)) > this.limits[i]!;
  }
}

/** The channels that have a limit, and the limit of each in the channel's unit. */
export function limitedChannels(values: MagnitudeLimitValues): readonly { channel: string; above: number }[] {
  const byUnit = limitsByUnit(values);
  return SENSOR_CHANNELS.flatMap(({ name, unit }) => {
    const above = byUnit[unit];
    return above === undefined ? [] : [{ channel: name, above }];
  });
}

function limitsByUnit(values: MagnitudeLimitValues): Readonly<Record<string, number>> {
  return { 'm/s': values.maxVelocity, 'm/s^2': values.maxAcceleration, N: values.maxForce };
}

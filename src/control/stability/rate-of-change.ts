// Checks that no channel changes faster than is physically possible from one sample to the next.
import type { ProcessImage } from '../state/image.js';

/** Limits of the plant from which the largest rates are computed. */
export interface RateLimits {
  readonly maxAcceleration: number;
  readonly maxForce: number;
  /** Generator speed over chain speed, 1/m. */
  readonly speedRatio: number;
}

/** Noise adds to the change between two samples, so the limit is this multiple of the largest physical rate. */
const MARGIN = 2;
const MAX_PRESSURE_RATE = 1e6;
const MAX_TEMPERATURE_RATE = 50;

/** Quantities that switching can change in one tick (torque, current, power, voltage) have no limit here. */
function plausibleRates(limits: RateLimits): Readonly<Record<string, number>> {
  const acceleration = MARGIN * limits.maxAcceleration;
  return {
    'chain.velocity': acceleration,
    'chain.tension': 10 * limits.maxForce,
    'generator.speed': acceleration * limits.speedRatio,
    'generator.temperature': MAX_TEMPERATURE_RATE,
    'pneumatics.tankPressure': MAX_PRESSURE_RATE,
    'water.temperature': MAX_TEMPERATURE_RATE,
  };
}

export class RateOfChange {
  /** Image indices of the channels that are judged. */
  readonly channels: Int32Array;
  /** Their positions in the table of rates. */
  private readonly rows: readonly number[];
  private readonly limit: Float64Array;
  private readonly lastValue: Float64Array;
  private readonly lastTimeS: Float64Array;

  constructor(image: ProcessImage, limits: RateLimits) {
    const names = Object.keys(plausibleRates(limits));
    this.rows = names.flatMap((name, row) => (image.indexOf(name) >= 0 ? [row] : []));
    const n = this.rows.length;
    this.channels = Int32Array.from(this.rows, (row) => image.indexOf(names[row]!));
    this.limit = new Float64Array(n);
    this.lastValue = new Float64Array(n).fill(Number.NaN);
    this.lastTimeS = new Float64Array(n).fill(Number.NaN);
    this.set(limits);
  }

  /** Replaces the limits; the channels stay the same. */
  set(limits: RateLimits): void {
    const rates = Object.values(plausibleRates(limits));
    for (let i = 0; i < this.rows.length; i++) this.limit[i] = rates[this.rows[i]!]!;
  }

  /** Takes the sample of `channels[i]`; returns true when the change since the last sample is too large for the time between them. */
  isImplausible(i: number, image: ProcessImage): boolean {
    const channel = this.channels[i]!;
    if (!image.isGood(channel)) {
      this.lastTimeS[i] = Number.NaN;
      return false;
    }
    const value = image.read(channel);
    const timeS = image.timeOf(channel);
    const change = Math.abs(value - this.lastValue[i]!);
    const elapsedS = timeS - this.lastTimeS[i]!;
    this.lastValue[i] = value;
    this.lastTimeS[i] = timeS;
    return elapsedS > 0 && change > this.limit[i]! * elapsedS;
  }

  /** Forgets the last samples. */
  reset(): void {
    this.lastTimeS.fill(Number.NaN);
  }
}

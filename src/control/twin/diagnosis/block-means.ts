// The mean of each measured channel over blocks of one second: what the slow comparison of channels starts from.
import type { ProcessImage } from '../../state/image.js';

/** Channels of the comparison, in the order of the means. */
export const BLOCK_CHANNELS = [
  'chain.velocity',
  'generator.speed',
  'generator.voltage',
  'generator.current',
  'generator.torque',
  'chain.tension',
  'chain.position',
  'pneumatics.tankPressure',
  'pneumatics.compressorPower',
  'generator.temperature',
] as const;
export const MEAN = {
  velocity: 0,
  speed: 1,
  voltage: 2,
  current: 3,
  torque: 4,
  tension: 5,
  position: 6,
  tankPressure: 7,
  compressorPower: 8,
  temperature: 9,
} as const;

/** A block ends after this time, s. */
const BLOCK_S = 1;
/** Tolerance: ticks are not whole fractions of a second. */
const ROUNDING_S = 1e-6;

/** Nothing is allocated after the constructor. */
export class BlockMeans {
  /** Means of the last complete block, in the channels' units; NaN for a channel that was not good on each of its ticks, or stuck. */
  readonly mean = new Float64Array(BLOCK_CHANNELS.length);
  /** Length of the last complete block, s. */
  lengthS = 0;
  /** Way over time of `chain.position` in the last complete block, m/s; NaN without it. */
  travel = Number.NaN;

  private readonly channels: Int32Array;
  private readonly sum = new Float64Array(BLOCK_CHANNELS.length);
  private ticks = 0;
  private elapsedS = 0;
  private lastPosition = Number.NaN;
  private lastPositionS = Number.NaN;

  constructor(image: ProcessImage) {
    this.channels = Int32Array.from(BLOCK_CHANNELS, (name) => image.indexOf(name));
  }

  /** Takes one tick of `dtS` seconds. True when a block is complete. */
  add(image: ProcessImage, dtS: number): boolean {
    const { channels, sum } = this;
    for (let i = 0; i < channels.length; i++) {
      const channel = channels[i]!;
      sum[i] = image.isTrusted(channel) ? sum[i]! + image.read(channel) : Number.NaN;
    }
    this.ticks++;
    this.elapsedS += dtS;
    if (this.elapsedS < BLOCK_S - ROUNDING_S) return false;
    this.close(image);
    return true;
  }

  /** Begins a new block, for example after a gap. */
  reset(): void {
    this.sum.fill(0);
    this.ticks = 0;
    this.elapsedS = 0;
    this.lastPosition = Number.NaN;
  }

  private close(image: ProcessImage): void {
    for (let i = 0; i < this.sum.length; i++) this.mean[i] = this.sum[i]! / this.ticks;
    this.lengthS = this.elapsedS;
    this.sum.fill(0);
    this.ticks = 0;
    this.elapsedS = 0;
    this.measureTravel(image);
  }

  /** A counter that was set back gives no travel for this block, nor does one that stands: that is what `sensor_stuck` reports. */
  private measureTravel(image: ProcessImage): void {
    const channel = this.channels[MEAN.position]!;
    this.travel = Number.NaN;
    if (!image.isTrusted(channel)) {
      this.lastPosition = Number.NaN;
      return;
    }
    const position = image.read(channel);
    const timeS = image.timeOf(channel);
    const way = position - this.lastPosition;
    if (way > 0 && timeS > this.lastPositionS) this.travel = way / (timeS - this.lastPositionS);
    this.lastPosition = position;
    this.lastPositionS = timeS;
  }
}

// The process image: every channel's value, time and quality as the scan sees them during one tick.
import type { Quality } from '../../../hal/quality.js';
import { QUALITY } from '../../../hal/quality.js';
import type { SampleTable } from '../../../hal/samples.js';
import { CLOCK } from '../tick.js';

/**
 * A constant of this module is compiled into the code; an imported one is looked up at each use. A tick calls the methods below some
 * hundred times.
 */
const { good: GOOD, estimated: ESTIMATED, stale: STALE, bad: BAD } = QUALITY;
const NOW = CLOCK.nowS;
/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

declare const usable: unique symbol;

/**
 * A channel whose value may be used in this tick. {@link ProcessImage.isUsable} and {@link ProcessImage.isGood} give one, and
 * control can read a value only through one. So a stale or bad value cannot reach a control law by mistake.
 */
export type UsableChannel = number & { readonly [usable]: true };

/** Channels are addressed by their index; -1 stands for a channel that this plant does not have. */
export class ProcessImage {
  readonly names: readonly string[];
  private readonly values: Float64Array;
  private readonly times: Float64Array;
  private readonly qualities: Uint8Array;
  /** The last measured value with its time, since when it has been the same, and how many samples have repeated it. */
  private readonly measured: Float64Array;
  private readonly measuredS: Float64Array;
  private readonly changedS: Float64Array;
  private readonly repeated: Float64Array;
  /** 1 for each channel whose sensor is stuck. */
  private readonly stuck: Uint8Array;
  private readonly indices = new Map<string, number>();

  constructor(names: readonly string[]) {
    this.names = names;
    this.values = new Float64Array(names.length).fill(Number.NaN);
    this.times = new Float64Array(names.length);
    this.qualities = new Uint8Array(names.length).fill(BAD);
    this.measured = new Float64Array(names.length).fill(Number.NaN);
    this.measuredS = new Float64Array(names.length).fill(Number.NaN);
    this.changedS = new Float64Array(names.length);
    this.repeated = new Float64Array(names.length);
    this.stuck = new Uint8Array(names.length);
    names.forEach((name, i) => {
      this.indices.set(name, i);
    });
  }

  /** The index of a channel, or -1 when this plant does not have it. */
  indexOf(name: string): number {
    return this.indices.get(name) ?? -1;
  }

  /** True when the channel is good or estimated: its value describes the plant now. */
  isUsable(channel: number): channel is UsableChannel {
    return channel >= 0 && this.qualities[channel]! <= ESTIMATED;
  }

  /** True when the channel was measured and is recent. */
  isGood(channel: number): channel is UsableChannel {
    return channel >= 0 && this.qualities[channel] === GOOD;
  }

  /** True when the channel is good and its sensor is not stuck: other channels may be compared with it. */
  isTrusted(channel: number): channel is UsableChannel {
    return channel >= 0 && this.qualities[channel] === GOOD && this.stuck[channel] === 0;
  }

  /** Notes whether a channel's sensor is stuck. Its quality stays as it is. */
  markStuck(channel: number, isStuck: boolean): void {
    this.stuck[channel] = isStuck ? 1 : 0;
  }

  /** True when the channel was marked as stuck. */
  isMarkedStuck(channel: number): boolean {
    return this.stuck[channel] === 1;
  }

  /** The value, in the channel's unit; always finite. */
  read(channel: UsableChannel): number {
    return this.values[channel]!;
  }

  /** Monotonic time of the value in seconds. */
  timeOf(channel: UsableChannel): number {
    return this.times[channel]!;
  }

  /** Monotonic time in seconds since when the measured value has been bit-identical. Values that are not good do not change it. */
  changedAt(channel: number): number {
    return this.changedS[channel]!;
  }

  /** Number of samples that have repeated the measured value bit for bit; at most one for each base tick. */
  repeatsOf(channel: number): number {
    return this.repeated[channel]!;
  }

  /** For reports: `bad` for a channel that is not there. */
  qualityOf(channel: number): Quality {
    return channel < 0 ? BAD : (this.qualities[channel] as Quality);
  }

  /** For reports only: the last value of any quality, NaN when there never was one or it is bad. */
  reported(channel: number): number {
    return this.qualities[channel] === BAD ? Number.NaN : this.values[channel]!;
  }

  /** Sets a channel. A value that is not finite makes it bad, whatever `quality` is. */
  set(channel: number, value: number, timeS: number, quality: Quality): void {
    if (channel < 0) return;
    this.values[channel] = value;
    this.times[channel] = timeS;
    this.qualities[channel] = Number.isFinite(value) ? quality : BAD;
  }

  /**
   * Takes the latest sample of each sensor: they are the first `count` channels, in the order of the sample table. One pass over arrays,
   * because this and the next three methods run for all channels on each base tick.
   */
  takeSamples({ value, timeS, quality }: SampleTable, count: number): void {
    const { values, times, qualities } = this;
    for (let i = 0; i < count; i++) {
      const latest = value[i]!;
      values[i] = latest;
      times[i] = timeS[i]!;
      qualities[i] = Number.isFinite(latest) ? quality[i]! : BAD;
    }
  }

  /** Makes each of the first `count` channels stale whose sample is older than its sensor's may be at the time of `clock`. */
  judgeAges({ timeS, staleAfterS }: SampleTable, clock: Float64Array, count: number): void {
    const { qualities } = this;
    const nowS = clock[NOW]!;
    for (let i = 0; i < count; i++) {
      const isOld = nowS - timeS[i]! > staleAfterS[i]! + ROUNDING_S;
      if (isOld && qualities[i]! < STALE) qualities[i] = STALE;
    }
  }

  /** Writes value and quality of every channel, as {@link reported} and {@link qualityOf} give them, from these places on. */
  report(to: Float64Array, valuesAt: number, qualitiesAt: number): void {
    const { values, qualities } = this;
    for (let i = 0; i < values.length; i++) {
      const quality = qualities[i]!;
      to[valuesAt + i] = quality === BAD ? Number.NaN : values[i]!;
      to[qualitiesAt + i] = quality;
    }
  }

  /**
   * Compares the good values of some channels with those of the last call. It passes no numbers on, because those would be allocated.
   *
   * @param from the first of these channels
   * @param to the one behind the last of them
   */
  noteChanges(from = 0, to = this.values.length): void {
    const { values, times, qualities, measured, measuredS, changedS, repeated } = this;
    for (let i = from; i < to; i++) {
      const timeS = times[i]!;
      if (qualities[i] !== GOOD || timeS === measuredS[i]) continue;
      const value = values[i]!;
      measuredS[i] = timeS;
      if (isSame(value, measured[i]!)) {
        repeated[i]!++;
      } else {
        measured[i] = value;
        changedS[i] = timeS;
        repeated[i] = 0;
      }
    }
  }

  /** Lowers a channel's quality and keeps its value. */
  downgrade(channel: number, quality: Quality): void {
    if (channel >= 0 && this.qualities[channel]! < quality) this.qualities[channel] = quality;
  }
}

/** True for bit-identical numbers. Only zeros have a sign that `===` does not see; to `Object.is` each number has to be allocated. */
function isSame(a: number, b: number): boolean {
  return a === b && (a !== 0 || 1 / a === 1 / b);
}

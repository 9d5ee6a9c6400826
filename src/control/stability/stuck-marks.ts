// Marks stuck sensors in the process image, and decides when another alarm has to wait for that of a stuck sensor.
import type { ProcessImage } from '../state/image.js';
import type { NoiseHabit } from './noise-habit.js';

/** An electrical power that is not measured is computed from these. */
const POWER_FACTORS = ['generator.voltage', 'generator.current'] as const;
/** An alarm waits when the value of the channel that it names has been the same for this time, s, and this number of repetitions. */
const CONSTANT_S = 1;
const FEWEST_REPEATS = 3;
/**
 * For this time at most, s, other alarms wait, and a sensor is marked before its alarm stands: longer than the delay of that alarm.
 * The alarm may never be raised because it is shelved or out of service.
 */
const LONGEST_WAIT_S = 15;

/**
 * Comparisons of channels leave a marked sensor out, so they find nothing else wrong because of it (decision 0025). A value that the
 * sensor leapt to is marked only when its alarm stands: finding a wrong value is what the comparisons are for. A sensor of a plant at
 * rest is marked only when it was already: its value may be right, and the others say little then.
 */
export class StuckMarks {
  /** In: time since the last tick, s. */
  elapsedS = 0;
  /** In: true while the plant runs. */
  isRunning = false;

  /** For how long the value has been the same, and for how much of that others have waited for the alarm, s. */
  private readonly constantForS: Float64Array;
  private readonly waitedS: Float64Array;
  /** 1 for each row that another alarm was about to name. */
  private readonly accused: Uint8Array;
  private readonly channels: Int32Array;
  /** The computed power, and the image indices of its factors; none when the power is measured. */
  private readonly power: number;
  private readonly factors: Int32Array;

  /**
   * @param sensors measured channels, in the order of the sample table
   * @param reported 1 for each of them whose alarm stands
   */
  constructor(
    image: ProcessImage,
    private readonly sensors: readonly string[],
    private readonly reported: Uint8Array,
    private readonly noise: NoiseHabit,
  ) {
    this.constantForS = new Float64Array(sensors.length);
    this.waitedS = new Float64Array(sensors.length);
    this.accused = new Uint8Array(sensors.length);
    this.channels = Int32Array.from(sensors, (name) => image.indexOf(name));
    this.power = image.indexOf('generator.power');
    const isMeasured = sensors.includes('generator.power');
    this.factors = Int32Array.from(isMeasured ? [] : POWER_FACTORS, (name) => image.indexOf(name));
  }

  /**
   * To be called while an alarm is about to name a channel as wrong. Returns true when its sensor is stuck instead, so that this alarm
   * has to wait for that of the sensor. The sensor then counts as stuck until its value changes, or the wait is over.
   */
  accuse(channel: string, image: ProcessImage): boolean {
    const row = this.sensors.indexOf(channel);
    if (row < 0) return false;
    const index = this.channels[row]!;
    if (image.isMarkedStuck(index)) return true;
    const isConstant = this.constantForS[row]! >= CONSTANT_S && image.repeatsOf(index) >= FEWEST_REPEATS;
    if (!isConstant || !this.mayWait(row)) return false;
    this.accused[row] = 1;
    return true;
  }

  /** True when an alarm was about to name this sensor, and waits. */
  isAccused(row: number): boolean {
    return this.accused[row] === 1;
  }

  /** True when the alarm of this channel's stuck sensor stands, and comparisons leave the channel out. */
  isReplaced(channel: string, image: ProcessImage): boolean {
    const row = this.sensors.indexOf(channel);
    return row >= 0 && this.reported[row] === 1 && image.isMarkedStuck(this.channels[row]!);
  }

  /** The value of a sensor has changed. */
  beginRun(row: number): void {
    this.constantForS[row] = 0;
    this.waitedS[row] = 0;
    this.accused[row] = 0;
  }

  /** Takes one tick of a sensor whose value has just changed. */
  clear(row: number, image: ProcessImage): void {
    this.constantForS[row] = this.elapsedS;
    this.waitedS[row] = 0;
    this.accused[row] = 0;
    image.markStuck(this.channels[row]!, false);
  }

  /**
   * Takes one tick of a sensor.
   *
   * @param shouldMove true when something has to move the value; a contradiction by other channels alone does not mark a sensor
   */
  mark(row: number, image: ProcessImage, isStuck: boolean, shouldMove: boolean): void {
    const channel = this.channels[row]!;
    this.constantForS[row] = this.constantForS[row]! + this.elapsedS;
    if (!isStuck) {
      image.markStuck(channel, false);
    } else if (this.reported[row] === 1) {
      if (this.isRunning) image.markStuck(channel, true);
    } else {
      image.markStuck(channel, shouldMove && this.mayWait(row));
      this.waitedS[row] = this.waitedS[row]! + this.elapsedS;
      if (this.waitedS[row]! > LONGEST_WAIT_S) this.accused[row] = 0;
    }
  }

  /** A power that is computed is as wrong as its factors. To be called after those were marked. */
  markPower(image: ProcessImage): void {
    const { factors } = this;
    if (factors.length === 0 || this.power < 0) return;
    let isStuck = false;
    for (let i = 0; i < factors.length; i++) if (image.isMarkedStuck(factors[i]!)) isStuck = true;
    image.markStuck(this.power, isStuck);
  }

  /** To be called when the sensors are not judged any more: only those whose alarm stands stay marked. */
  release(image: ProcessImage): void {
    for (let row = 0; row < this.channels.length; row++)
      if (this.reported[row] === 0) image.markStuck(this.channels[row]!, false);
    this.markPower(image);
  }

  private mayWait(row: number): boolean {
    return this.isRunning && this.waitedS[row]! <= LONGEST_WAIT_S && this.noise.cameGradually(row);
  }
}

// Finds sensors that repeat a bit-identical value although noise or a movement of the plant has to be visible.

import { QUALITY } from '../../../hal/quality.js';
import { type SampleTable, VERDICT } from '../../../hal/samples.js';
import { chainLengthM } from '../derived/chain-length.js';
import type { ProcessImage } from '../state/image.js';
import { ChainRhythm } from './chain-rhythm.js';
import { NoiseHabit } from './noise-habit.js';
import { StuckMarks } from './stuck-marks.js';
import { type HeatParameters, WindingHeat } from './winding-heat.js';

export interface StuckParameters extends HeatParameters {
  readonly floaters: number;
  /** Length of a straight of the loop, m. */
  readonly height: number;
  readonly sprocketRadius: number;
}

/** Constants of this module: an imported or exported one is looked up at each use, also in a loop. */
const GOOD = QUALITY.good;
const ACCEPTED = VERDICT.accepted;

/** A value that another channel contradicts has to be the same for this time before it counts as stuck, s. */
const CONTRADICTED_S = 1;
/** Fewer samples are not a repetition: a slow source may not have delivered since the plant moved. */
const FEWEST_REPEATS = 3;
/**
 * A value may be constant because nothing moves and the noise is below the sensor's resolution. So a repeated value is stuck only
 * when something has to move it:
 * - noise, when this sensor had noise above its resolution before;
 * - the rhythm of the floaters, when the chain turns;
 * - the heat of the winding, for its temperature;
 * - the other channels, when they fit together and contradict this one alone. This needs no earlier movement of the sensor.
 *
 * A sensor whose alarm stands is stuck until its value changes: that nothing has to move it any more, because the plant stopped or the
 * others no longer contradict it, does not show that it moves.
 *
 * The process image notes changes on every base tick, so the control rate makes no difference. The alarm's own delay decides when a
 * stuck value is reported.
 */
export class StuckSensors {
  /** 1 for each row of the sample table that is stuck. */
  readonly stuck: Uint8Array;
  /** In: 1 for each row whose alarm stands. */
  readonly reported: Uint8Array;
  /** In: time since the last tick, s. */
  elapsedS = 0;
  /** In: the channel that the others contradict, null when there is none. */
  contradicted: string | null = null;
  readonly marks: StuckMarks;

  private readonly noise: NoiseHabit;
  private readonly rhythm: ChainRhythm;
  private readonly heat: WindingHeat;
  private readonly names: readonly string[];
  private readonly channels: Int32Array;
  private readonly temperatureRow: number;
  private contradictedRow = -1;
  private readonly lastDeliveries: Float64Array;
  /** 1 for each row with a new sample in this tick. */
  private readonly isNew: Uint8Array;
  /** When the value changed last. */
  private readonly changedS: Float64Array;
  /** How often it was repeated before the plant ran. */
  private readonly repeatsAtRest: Float64Array;
  /** Floaters that pass in this tick. */
  private readonly passing = new Float64Array(1);
  private readonly spacing: number;
  private readonly velocity: number;
  private readonly speed: number;

  /** @param sensors measured channels, in the order of the sample table */
  constructor(
    image: ProcessImage,
    sensors: readonly string[],
    parameters: StuckParameters,
    private readonly speedRatio: number,
  ) {
    const n = sensors.length;
    this.names = sensors;
    this.stuck = new Uint8Array(n);
    this.reported = new Uint8Array(n);
    this.noise = new NoiseHabit(n);
    this.marks = new StuckMarks(image, sensors, this.reported, this.noise);
    this.rhythm = new ChainRhythm(sensors, parameters.floaters);
    this.heat = new WindingHeat(image, parameters);
    this.channels = Int32Array.from(sensors, (name) => image.indexOf(name));
    this.temperatureRow = sensors.indexOf('generator.temperature');
    this.lastDeliveries = new Float64Array(n);
    this.isNew = new Uint8Array(n);
    this.changedS = new Float64Array(n).fill(Number.NaN);
    this.repeatsAtRest = new Float64Array(n);
    const loop = chainLengthM(parameters);
    this.spacing = loop / parameters.floaters;
    this.velocity = image.indexOf('chain.velocity');
    this.speed = image.indexOf('generator.speed');
  }

  /** Takes one tick. What the plant at rest repeats is normal, unless another channel contradicts it. */
  update(image: ProcessImage, samples: SampleTable, running: boolean): void {
    this.measurePath(image);
    this.heat.elapsedS = this.elapsedS;
    if (!running) {
      this.noise.rest();
      this.rhythm.rest();
    }
    this.marks.elapsedS = this.elapsedS;
    this.marks.isRunning = running;
    this.learn(samples, running);
    this.contradictedRow = this.contradicted === null ? -1 : this.names.indexOf(this.contradicted);
    for (let row = 0; row < this.stuck.length; row++) {
      if (samples.quality[row] === QUALITY.good) this.observe(row, image, samples, running);
    }
    this.marks.markPower(image);
  }

  /** To be called after a gap: the next samples are not compared with those before it. A sensor that is stuck stays so until it changes. */
  skipGap(): void {
    this.noise.rest();
  }

  /** With two speeds the lower one counts: one of them may be the stuck sensor. */
  private measurePath(image: ProcessImage): void {
    const { velocity, speed } = this;
    let mps = Number.POSITIVE_INFINITY;
    if (image.isGood(velocity)) mps = Math.abs(image.read(velocity));
    if (image.isGood(speed)) mps = Math.min(mps, Math.abs(image.read(speed)) / this.speedRatio);
    this.passing[0] = Number.isFinite(mps) ? (mps * this.elapsedS) / this.spacing : 0;
  }

  private observe(row: number, image: ProcessImage, samples: SampleTable, running: boolean): void {
    const channel = this.channels[row]!;
    const changedS = image.changedAt(channel);
    const hasChanged = changedS !== this.changedS[row];
    const isRun = image.repeatsOf(channel) >= FEWEST_REPEATS;
    this.changedS[row] = changedS;
    this.rhythm.observe(row, this.passing, hasChanged);
    if (row === this.temperatureRow) {
      this.heat.resolution = this.noise.resolution(row);
      this.heat.follow(image, samples.value, row, hasChanged);
    }
    if (hasChanged && !isRun) this.clear(row, image);
    else this.judge(row, image, samples, running, hasChanged, isRun);
  }

  /** A value that has just changed is not stuck. */
  private clear(row: number, image: ProcessImage): void {
    this.repeatsAtRest[row] = 0;
    this.stuck[row] = 0;
    this.marks.clear(row, image);
  }

  private judge(
    row: number,
    image: ProcessImage,
    samples: SampleTable,
    running: boolean,
    hasChanged: boolean,
    isRun: boolean,
  ): void {
    // A run of equal values that began at rest is normal.
    if (hasChanged) this.beginRun(row);
    else if (!running) this.repeatsAtRest[row] = image.repeatsOf(this.channels[row]!);
    const shouldMove = isRun && (this.shouldMove(row, image, samples, running) || this.marks.isAccused(row));
    const mustMove = shouldMove || (isRun && this.isContradicted(row, samples));
    const hasMoved = hasChanged || this.mayBeRight(row, image, samples, running);
    const isStillReported = this.reported[row] === 1 && this.stuck[row] === 1 && !hasMoved;
    this.stuck[row] = mustMove || isStillReported ? 1 : 0;
    this.marks.mark(row, image, this.stuck[row] === 1, shouldMove);
  }

  private beginRun(row: number): void {
    this.repeatsAtRest[row] = 0;
    this.marks.beginRun(row);
  }

  /** A critical sensor that is stuck makes a start be refused. At rest a zero may be right again, or nobody could start any more. */
  private mayBeRight(row: number, image: ProcessImage, samples: SampleTable, running: boolean): boolean {
    return !running && samples.value[row] === 0 && !image.isGood(this.channels[row]!);
  }

  /** New samples of a plant that runs show the noise of their sensors. */
  private learn({ quality, deliveries, verdict, value }: SampleTable, running: boolean): void {
    const { isNew, lastDeliveries } = this;
    for (let row = 0; row < isNew.length; row++) {
      isNew[row] = 0;
      if (quality[row] !== GOOD) continue;
      if (deliveries[row] !== lastDeliveries[row] && verdict[row] === ACCEPTED) isNew[row] = 1;
      lastDeliveries[row] = deliveries[row]!;
    }
    if (running) this.noise.observe(value, isNew, this.stuck);
  }

  /** True when noise, the rhythm of the floaters or heat should have changed the value. */
  private shouldMove(row: number, image: ProcessImage, samples: SampleTable, running: boolean): boolean {
    if (running && (this.isNoiseMissing(row, image, samples) || this.rhythm.isStill(row))) return true;
    return row === this.temperatureRow && this.heat.isStill;
  }

  private isContradicted(row: number, samples: SampleTable): boolean {
    if (row !== this.contradictedRow) return false;
    return samples.timeS[row]! - this.changedS[row]! >= CONTRADICTED_S;
  }

  private isNoiseMissing(row: number, image: ProcessImage, samples: SampleTable): boolean {
    // A quantity at rest is exactly zero.
    if (samples.value[row] === 0) return false;
    return image.repeatsOf(this.channels[row]!) - this.repeatsAtRest[row]! > this.noise.surprisingRun(row);
  }
}

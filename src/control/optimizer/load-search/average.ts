// One measurement of the objective: its mean over whole revolutions and whole swings, and how far that may be trusted.
import { COMPRESSOR_STANDS_W, READING } from './readings.js';
import type { Rhythm } from './rhythm.js';

/** No measurement is shorter than this ... */
const SHORTEST_S = 10;
/** ... nor, however slow the plant and its rhythm, longer than this. */
const LONGEST_S = 90;
/** A revolution without a rhythm is cut into so many blocks, whose spread tells the error of the mean. */
const BLOCKS = 4;
/** What a swinging plant does from swing to swing differs by this share of how far it swings, however alike two of them were, ... */
const SWING_ERROR = 0.025;
/** ... and by this share of the mean when it swings far, or when there was but one swing. */
const MOST_SWING_ERROR = 0.01;
/**
 * Swings take minutes to grow after a step, and then cost what they do not cost yet: so much of the objective for each share
 * of the mean speed by which the chain swings to either side.
 */
const SWING_COST = 0.12;

export type Objective = 'power' | 'efficiency';

/**
 * All floaters pass in one revolution, so their differences average out; and a measurement that ends where it began in the
 * plant's rhythm has no part of a swing, nor of a cycle of the compressor, too much. (At part air the chain swings by half its
 * speed, with periods that are no revolutions.) Efficiency is the electrical energy over the compressor's in that time.
 */
export class Average {
  /** W, or a ratio; NaN while the compressor all but stands and its share is asked for. */
  mean = Number.NaN;
  /** {@link mean} less what the swings of the chain are going to cost: what one load is held against another by. */
  worth = Number.NaN;
  /** Standard error of {@link mean}, in its unit. */
  error = Number.NaN;
  /** Half the way from the slowest to the fastest speed of the chain, as a share of its mean speed. */
  swing = 0;
  private isOpen = false;
  private onBeat = false;
  private elapsedS = 0;
  private pathM = 0;
  private slowestMps = 0;
  private fastestMps = 0;
  private electricalJ = 0;
  private compressorJ = 0;
  private blockS = 0;
  private blockElectricalJ = 0;
  private blockCompressorJ = 0;
  private blocks = 0;
  private blockMean = 0;
  private blockSquares = 0;

  /** @param revolutionM length of the chain, m */
  constructor(
    private readonly objective: Objective,
    private readonly revolutionM: number,
  ) {}

  /** The next tick begins another measurement; on a plant that has a rhythm, its next beat does. */
  begin(): void {
    this.isOpen = false;
    this.elapsedS = 0;
  }

  /** One tick; true when it ends the measurement, whose result stands in {@link mean} and {@link error}. */
  update(readings: Float64Array, rhythm: Rhythm): boolean {
    if (!this.isOpen) {
      if (rhythm.beats && !rhythm.beat) return false;
      this.open(rhythm.beats);
      return false;
    }
    this.add(readings);
    if (rhythm.beat || (!this.onBeat && this.pathM * BLOCKS >= (this.blocks + 1) * this.revolutionM)) {
      this.endBlock();
    }
    if (!this.isComplete(rhythm)) return false;
    this.conclude();
    return true;
  }

  private open(onBeat: boolean): void {
    this.isOpen = true;
    this.onBeat = onBeat;
    this.elapsedS = 0;
    this.pathM = 0;
    this.slowestMps = Number.POSITIVE_INFINITY;
    this.fastestMps = 0;
    this.electricalJ = 0;
    this.compressorJ = 0;
    this.blocks = 0;
    this.blockMean = 0;
    this.blockSquares = 0;
    this.clearBlock();
  }

  private add(readings: Float64Array): void {
    const dtS = readings[READING.dtS]!;
    const electricalJ = readings[READING.powerW]! * dtS;
    this.elapsedS += dtS;
    this.blockS += dtS;
    const velocityMps = readings[READING.velocityMps]!;
    this.pathM += velocityMps * dtS;
    this.slowestMps = Math.min(this.slowestMps, velocityMps);
    this.fastestMps = Math.max(this.fastestMps, velocityMps);
    this.electricalJ += electricalJ;
    this.blockElectricalJ += electricalJ;
    if (this.objective === 'power') return;
    const compressorJ = readings[READING.compressorW]! * dtS;
    this.compressorJ += compressorJ;
    this.blockCompressorJ += compressorJ;
  }

  private isComplete(rhythm: Rhythm): boolean {
    if (this.elapsedS >= LONGEST_S) return true;
    if (this.elapsedS < SHORTEST_S || this.pathM < this.revolutionM) return false;
    return rhythm.beat || !(this.onBeat && rhythm.beats);
  }

  private conclude(): void {
    this.isOpen = false;
    this.mean = this.ratio(this.electricalJ, this.compressorJ, this.elapsedS);
    this.swing = Math.min(1, ((this.fastestMps - this.slowestMps) * this.elapsedS) / (2 * this.pathM));
    this.worth = this.mean * (1 - SWING_COST * this.swing);
    const spread = this.blocks > 1 ? Math.sqrt(this.blockSquares / (this.blocks - 1)) : 0;
    this.error = Math.max(spread, this.leastSpread()) / Math.sqrt(Math.max(1, this.blocks));
  }

  private leastSpread(): number {
    if (!this.onBeat) return 0;
    const share = this.blocks > 1 ? Math.min(MOST_SWING_ERROR, SWING_ERROR * this.swing) : MOST_SWING_ERROR;
    return share * Math.abs(this.mean);
  }

  private endBlock(): void {
    const value = this.ratio(this.blockElectricalJ, this.blockCompressorJ, this.blockS);
    this.clearBlock();
    if (Number.isNaN(value)) return;
    this.blocks++;
    const off = value - this.blockMean;
    this.blockMean += off / this.blocks;
    this.blockSquares += off * (value - this.blockMean);
  }

  private clearBlock(): void {
    this.blockS = 0;
    this.blockElectricalJ = 0;
    this.blockCompressorJ = 0;
  }

  private ratio(electricalJ: number, compressorJ: number, seconds: number): number {
    if (this.objective === 'power') return electricalJ / seconds;
    return compressorJ < COMPRESSOR_STANDS_W * seconds ? Number.NaN : electricalJ / compressorJ;
  }
}

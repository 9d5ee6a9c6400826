// One measurement of the objective: its mean over whole revolutions and whole swings, with its standard error.
import { COMPRESSOR_STANDS_W, READING } from './readings.js';
import type { Rhythm } from './rhythm.js';

/** The shortest measurement ... */
const SHORTEST_S = 10;
/** ... and the longest, even on a slow plant with a slow rhythm. */
const LONGEST_S = 90;
/** Without a rhythm a revolution is cut into this many blocks. Their spread gives the error of the mean. */
const BLOCKS = 4;
/** On a swinging plant, swings differ from each other by at least this share of their amplitude, ... */
const SWING_ERROR = 0.025;
/** ... and by this share of the mean when the swings are large, or when there was only one. */
const MOST_SWING_ERROR = 0.01;
/**
 * Swings take minutes to grow after a step, and their cost comes later: this share of the objective for each share
 * of the mean speed by which the chain swings to either side.
 */
const SWING_COST = 0.12;

export type Objective = 'power' | 'efficiency';

/**
 * All floaters pass in one revolution, so their differences average out. A measurement that ends at the same point of the
 * plant's rhythm contains whole swings and whole compressor cycles only. (At part air the chain swings by half its
 * speed, with periods other than a revolution.) Efficiency is the electrical energy over the compressor's in that time.
 */
export class Average {
  /** W, or a ratio; NaN when the ratio is wanted while the compressor hardly runs. */
  mean = Number.NaN;
  /** {@link mean} less the later cost of the chain's swings: the value by which loads are compared. */
  worth = Number.NaN;
  /** Standard error of {@link mean}, in its unit. */
  error = Number.NaN;
  /** Half the difference between the fastest and the slowest speed of the chain, as a share of its mean speed. */
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

  /** The next tick begins a new measurement; on a plant with a rhythm, the next beat does. */
  begin(): void {
    this.isOpen = false;
    this.elapsedS = 0;
  }

  /** One tick. True when it ends the measurement; the result is then in {@link mean} and {@link error}. */
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

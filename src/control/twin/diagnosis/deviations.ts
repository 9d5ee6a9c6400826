// Follows each relation's deviation over minutes: what is usual on this plant, and what is beyond its limit.
import { MODEL_SHARE, withNoise } from '../noise-margin.js';
import { RELATION } from './relations.js';

/** How one relation is judged. All numbers are shares, as its deviation. */
export interface RelationLimits {
  /** A deviation from the usual one by more than this is a fault. */
  readonly limit: number;
  /** What is usual may differ from the configured plant by this much ... */
  readonly learnable: number;
  /** ... and a deviation by more than this is a fault even if it grew slowly. */
  readonly most: number;
}

/** `docs/plant.md` asks for geometry, gear and generator within 1 %, and the rest within 10 %. */
const LIMITS: Readonly<Record<Exclude<keyof typeof RELATION, 'length'>, RelationLimits>> = {
  speed: { limit: 0.04, learnable: 0.015, most: 0.05 },
  travel: { limit: 0.03, learnable: 0.015, most: 0.05 },
  travelOfShaft: { limit: 0.04, learnable: 0.015, most: 0.05 },
  voltage: { limit: 0.04, learnable: 0.015, most: 0.05 },
  voltageOfChain: { limit: 0.04, learnable: 0.015, most: 0.05 },
  current: { limit: 0.05, learnable: 0.02, most: 0.06 },
  command: { limit: 0.08, learnable: 0.05, most: 0.12 },
  commandOfCurrent: { limit: 0.08, learnable: 0.05, most: 0.12 },
  tension: { limit: 0.06, learnable: 0.07, most: 0.12 },
  supply: { limit: 0.06, learnable: 0.11, most: 0.12 },
  chain: { limit: 0.07, learnable: 0.11, most: 0.16 },
  shaft: { limit: 0.07, learnable: 0.11, most: 0.16 },
};
function column(key: keyof RelationLimits): Float64Array {
  const values = new Float64Array(RELATION.length);
  for (const [name, limits] of Object.entries(LIMITS))
    values[RELATION[name as keyof typeof LIMITS]] = limits[key];
  return values;
}

export const LIMIT = column('limit');
const LEARNABLE = column('learnable');
const MOST = column('most');

/** The slow mean decides about small deviations, the quick one shows the beginning and the end of large ones, s. */
const SLOW_S = 60;
const QUICK_S = 3;
/** Time over which the noise of the blocks is estimated, s. */
const NOISE_S = 120;
/** A difference of two blocks counts up to the limit, or up to this multiple of the noise: a sudden fault is not noise. */
const MOST_DIFFERENCE = 5;
/** Single blocks decide nothing while they are noisier than this share of the limit. */
const BLOCK_NOISE = 0.3;
/** Blocks that a relation needs before it is judged. */
const BLOCKS_TO_JUDGE = 20;
/**
 * The mean of the first blocks counts as usual. Blocks in which the model is less exact do not count: a plant that swings since its
 * start shows the error of the model, and not what is usual.
 */
const BLOCKS_TO_KNOW = 30;
/** The slow mean follows a deviation up to this multiple of its limit, so that the end of a fault is seen soon. */
const CEILING = 3;
/** This many blocks in a row have to be back before the slow mean is set to the quick one. */
const BLOCKS_TO_LEAVE = 5;
/** Learning stops at this strain, well before the alarm. */
const LEARN_BELOW = 0.5;
/** While a plant is new, its usual deviation is followed by this share of the limit per second, later by that one. */
const LEARN_NEW = 1 / 1800;
const LEARN_KNOWN = 1 / 10_800;
/** Judged blocks until a relation is no longer new. */
const NEW_BLOCKS = 1800;
/** A relation that was not judged for this number of blocks begins anew, with what was learned. */
const BLOCKS_TO_FORGET = 30;

export class Deviations {
  /** In: deviations of this block; NaN for a relation that is not judged. */
  readonly deviation: Float64Array;
  /** In: what is added to each limit now, because the model is less exact. */
  readonly widening = new Float64Array(RELATION.length);
  /** Deviations that are usual on this plant: learned slowly and within bounds. */
  readonly usual = new Float64Array(RELATION.length);
  /** Slow deviation from the usual one, as a multiple of its limit; 0 for a relation that is not judged. */
  readonly strain = new Float64Array(RELATION.length);
  /** The same from the quick mean. */
  readonly quickStrain = new Float64Array(RELATION.length);
  /** 1 for each relation that is beyond its limit. */
  readonly beyond = new Uint8Array(RELATION.length);
  /** 1 for each relation that is judged now, or was a few seconds ago. */
  readonly judged = new Uint8Array(RELATION.length);

  private readonly slow = new Float64Array(RELATION.length);
  private readonly quick = new Float64Array(RELATION.length);
  private readonly last = new Float64Array(RELATION.length).fill(Number.NaN);
  private readonly variance = new Float64Array(RELATION.length);
  /** Judged blocks since the relation began anew, and in all; blocks since it was judged last. */
  private readonly blocks = new Float64Array(RELATION.length);
  private readonly total = new Float64Array(RELATION.length);
  /** Blocks of a model that is exact enough, up to {@link BLOCKS_TO_KNOW}, and the mean of their deviations. */
  private readonly known = new Uint8Array(RELATION.length);
  private readonly first = new Float64Array(RELATION.length);
  private readonly unjudged = new Float64Array(RELATION.length);
  private readonly calmBlocks = new Uint8Array(RELATION.length);
  /** The limit that counts now, for the slow mean. */
  readonly limit = Float64Array.from(LIMIT);

  constructor(deviation: Float64Array) {
    this.deviation = deviation;
  }

  /** Takes a block of `dtS` seconds. */
  update(dtS: number, mayLearn: boolean): void {
    for (let i = 0; i < RELATION.length; i++) {
      if (Number.isNaN(this.deviation[i]!)) this.rest(i);
      else this.follow(i, dtS);
    }
    if (!mayLearn || this.someAreBeyond) return;
    for (let i = 0; i < RELATION.length; i++) if (!Number.isNaN(this.deviation[i]!)) this.learn(i, dtS);
  }

  /** True while a relation is beyond its limit. */
  get someAreBeyond(): boolean {
    for (let i = 0; i < RELATION.length; i++) if (this.beyond[i] === 1) return true;
    return false;
  }

  /** The slow mean less what is usual, a share. */
  slowChange(i: number): number {
    return this.slow[i]! - this.usual[i]!;
  }

  /** A relation that cannot be judged now: its channels are lost, or the plant stands or moves to another operating point. */
  private rest(i: number): void {
    this.last[i] = Number.NaN;
    this.unjudged[i] = this.unjudged[i]! + 1;
    if (this.unjudged[i]! >= BLOCKS_TO_FORGET) this.beginAnew(i);
  }

  /** Forgets the means of a relation, for example when it is judged in another way from now on. What was learned stays. */
  beginAnew(i: number): void {
    this.judged[i] = 0;
    this.last[i] = Number.NaN;
    this.blocks[i] = 0;
    this.beyond[i] = 0;
    this.strain[i] = 0;
    this.quickStrain[i] = 0;
  }

  private follow(i: number, dtS: number): void {
    const x = this.deviation[i]!;
    this.judged[i] = 1;
    this.unjudged[i] = 0;
    this.total[i] = this.total[i]! + 1;
    this.blocks[i] = this.blocks[i]! + 1;
    const n = this.blocks[i]!;
    const room = CEILING * this.limit[i]!;
    const low = this.usual[i]! - room;
    const bounded = Math.min(low + 2 * room, Math.max(low, x));
    this.slow[i] = this.slow[i]! + Math.max(dtS / (SLOW_S + dtS), 1 / n) * (bounded - this.slow[i]!);
    this.quick[i] = this.quick[i]! + Math.max(dtS / (QUICK_S + dtS), 1 / n) * (x - this.quick[i]!);
    this.estimateNoise(i, x, dtS, n);
    if (this.known[i]! < BLOCKS_TO_KNOW && this.isExact(i)) this.getToKnow(i, bounded);
    this.judge(i, dtS);
  }

  private getToKnow(i: number, x: number): void {
    const n = this.known[i]! + 1;
    this.known[i] = n;
    this.first[i] = this.first[i]! + (x - this.first[i]!) / n;
    if (n === BLOCKS_TO_KNOW) this.usual[i] = within(LEARNABLE[i]!, this.first[i]!);
  }

  /** False while the model is so inexact that what it leaves unexplained says nothing about the plant. */
  private isExact(i: number): boolean {
    return this.widening[i]! <= LIMIT[i]!;
  }

  /** From the differences of successive blocks, which a slow fault hardly changes. */
  private estimateNoise(i: number, x: number, dtS: number, n: number): void {
    const most = Math.max(LIMIT[i]!, MOST_DIFFERENCE * Math.sqrt(this.variance[i]!));
    const difference = within(most, x - this.last[i]!);
    this.last[i] = x;
    if (Number.isNaN(difference)) return;
    const weight = Math.max(dtS / (NOISE_S + dtS), 1 / n);
    this.variance[i] = this.variance[i]! + weight * (0.5 * difference * difference - this.variance[i]!);
  }

  private judge(i: number, dtS: number): void {
    const noise = Math.sqrt((this.variance[i]! * dtS) / 2);
    // The slow mean is that of all blocks at first, and later as good as that of this many.
    const blocksInMean = Math.min(this.blocks[i]!, (2 * SLOW_S) / dtS + 1);
    const slowNoise = Math.sqrt(this.variance[i]! / blocksInMean);
    const limit = withNoise(LIMIT[i]! + this.widening[i]!, slowNoise);
    this.limit[i] = limit;
    const most = withNoise(MOST[i]! + this.widening[i]!, slowNoise);
    const drift = (this.slow[i]! - this.usual[i]!) / limit;
    const absolute = this.slow[i]! / most;
    this.strain[i] = Math.abs(absolute) > Math.max(1, Math.abs(drift)) ? absolute : drift;
    this.quickStrain[i] = (this.quick[i]! - this.usual[i]!) / limit;
    const isQuiet = noise < BLOCK_NOISE * limit;
    if (this.beyond[i] === 1) this.seekEnd(i, isQuiet);
    else if (Math.abs(this.strain[i]!) > 1 && this.blocks[i]! > BLOCKS_TO_JUDGE) this.beyond[i] = 1;
  }

  private seekEnd(i: number, isQuiet: boolean): void {
    const change = this.deviation[i]! - this.usual[i]!;
    const isBack = isQuiet && Math.abs(change) < MODEL_SHARE * this.limit[i]!;
    this.calmBlocks[i] = isBack ? this.calmBlocks[i]! + 1 : 0;
    if (this.calmBlocks[i]! >= BLOCKS_TO_LEAVE) {
      this.slow[i] = this.deviation[i]!;
      this.strain[i] = change / this.limit[i]!;
    }
    if (Math.abs(this.strain[i]!) < MODEL_SHARE) {
      this.beyond[i] = 0;
      this.calmBlocks[i] = 0;
    }
  }

  private learn(i: number, dtS: number): void {
    if (Math.abs(this.strain[i]!) > LEARN_BELOW || !this.isExact(i)) return;
    const rate = this.total[i]! < NEW_BLOCKS ? LEARN_NEW : LEARN_KNOWN;
    const step = within(rate * LIMIT[i]! * dtS, this.slow[i]! - this.usual[i]!);
    this.usual[i] = within(LEARNABLE[i]!, this.usual[i]! + step);
  }
}

function within(bound: number, value: number): number {
  return Math.min(bound, Math.max(-bound, value));
}

// Finds sensors that deliver regularly, but more slowly than their `staleAfter`: no recovery helps, but another number does.
import type { SampleTable } from '../../../hal/samples.js';
import { BASE_RATE_HZ } from '../../vocabulary/words.js';

/** A rhythm is regular when this many pauses in a row are alike: the longest is at most twice the shortest. */
const REGULAR_PAUSES = 3;
const ALIKE = 2;
/** A slow sensor is lost when it was silent for this many of its own pauses. */
const PATIENCE_IN_PAUSES = 3;
/** We advise a `staleAfter` of two pauses, so that a late line is not a loss, as a short number that is not below one and a half. */
const ADVISED_PAUSES = 2;
const LEAST_PAUSES = 1.5;
/** Samples are taken once a base tick, s: two of them in successive looks may be this much further apart than the looks. */
const BASE_TICK_S = 1 / BASE_RATE_HZ;

/** A finding about one source. */
export interface SlowSensor {
  readonly source: string;
  /** The slow ones of its rows in the sample table. */
  readonly rows: readonly number[];
  /** The longest pause between two samples, s. */
  readonly everyS: number;
  readonly staleAfterS: number;
}

const NONE: readonly SlowSensor[] = [];

/** Call {@link look} once a control tick. A row that several sources feed is not judged. */
export class SlowSensors {
  /** How long a row may be silent before something is tried, s; 0 for a row that is not slow. */
  readonly patienceS: Float64Array;
  /** Rows that were reported as slow, and have delivered in time since the last {@link look}. */
  readonly mended: number[] = [];
  private readonly sources: readonly (string | null)[];
  private readonly lastS: Float64Array;
  private readonly shortestS: Float64Array;
  private readonly longestS: Float64Array;
  private readonly pauses: Uint8Array;
  private readonly isReported: Uint8Array;
  private lookedAtS = Number.NaN;

  /** @param sourcesOf the sources of each row of the sample table */
  constructor(sourcesOf: readonly (readonly string[])[]) {
    const rows = sourcesOf.length;
    this.sources = sourcesOf.map((sources) => (sources.length === 1 ? sources[0]! : null));
    this.patienceS = new Float64Array(rows);
    this.lastS = new Float64Array(rows).fill(Number.NaN);
    this.shortestS = new Float64Array(rows);
    this.longestS = new Float64Array(rows);
    this.pauses = new Uint8Array(rows);
    this.isReported = new Uint8Array(rows);
  }

  /**
   * Looks at the times of new samples. Returns what was found in this tick; each source is reported once for each of its rows. Of two
   * samples between two looks only the later one is seen, so a pause that is not longer than from look to look says nothing.
   *
   * @param nowS monotonic time, s
   */
  look(samples: SampleTable, nowS: number): readonly SlowSensor[] {
    const { timeS, staleAfterS } = samples;
    const { lastS } = this;
    const leastS = Number.isNaN(this.lookedAtS) ? 0 : nowS - this.lookedAtS + BASE_TICK_S;
    this.lookedAtS = nowS;
    let found = false;
    if (this.mended.length > 0) this.mended.length = 0;
    for (let row = 0; row < lastS.length; row++) {
      if (timeS[row] === lastS[row] || this.sources[row] === null) continue;
      this.takePause(row, timeS[row]! - lastS[row]!, Math.max(staleAfterS[row]!, leastS));
      lastS[row] = timeS[row]!;
      if (this.patienceS[row]! > 0 && this.isReported[row] === 0) found = true;
    }
    return found ? this.report(samples) : NONE;
  }

  /** What comes after a loss is not the next sample of a rhythm. */
  forget(row: number): void {
    this.pauses[row] = 0;
    this.lastS[row] = Number.NaN;
  }

  /** @param inTimeS a sample after this pause, or a shorter one, is in time, s */
  private takePause(row: number, pauseS: number, inTimeS: number): void {
    if (!(pauseS > inTimeS)) {
      this.pauses[row] = 0;
      if (this.patienceS[row]! > 0) this.mended.push(row);
      this.patienceS[row] = 0;
      return;
    }
    const isFirst = this.pauses[row] === 0;
    const shortestS = isFirst ? pauseS : Math.min(this.shortestS[row]!, pauseS);
    const longestS = isFirst ? pauseS : Math.max(this.longestS[row]!, pauseS);
    const isAlike = longestS <= ALIKE * shortestS;
    this.shortestS[row] = isAlike ? shortestS : pauseS;
    this.longestS[row] = isAlike ? longestS : pauseS;
    this.pauses[row] = isAlike ? Math.min(REGULAR_PAUSES, this.pauses[row]! + 1) : 1;
    if (this.pauses[row] === REGULAR_PAUSES) this.patienceS[row] = PATIENCE_IN_PAUSES * this.longestS[row]!;
  }

  private report({ staleAfterS }: SampleTable): SlowSensor[] {
    const rows = new Map<string, number[]>();
    this.sources.forEach((source, row) => {
      if (source === null || this.patienceS[row] === 0 || this.isReported[row] === 1) return;
      this.isReported[row] = 1;
      rows.set(source, [...(rows.get(source) ?? []), row]);
    });
    return [...rows].map(([source, of]) => ({
      source,
      rows: of,
      everyS: Math.max(...of.map((row) => this.longestS[row]!)),
      staleAfterS: Math.min(...of.map((row) => staleAfterS[row]!)),
    }));
  }
}

/** The finding in the words of the configuration, with the number to write. */
export function slowSensorFinding({
  everyS,
  staleAfterS,
}: Pick<SlowSensor, 'everyS' | 'staleAfterS'>): string {
  return `sends every ${everyS.toPrecision(2)} s, staleAfter is ${staleAfterS} s: write staleAfter: ${advisedStaleAfter(everyS)}`;
}

/** A `staleAfter` for a sensor that delivers every `everyS`, s. */
export function advisedStaleAfter(everyS: number): number {
  const short = Number((ADVISED_PAUSES * everyS).toPrecision(1));
  return short >= LEAST_PAUSES * everyS ? short : Number((ADVISED_PAUSES * everyS).toPrecision(2));
}

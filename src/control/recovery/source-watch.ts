// Finds sources that are completely silent, and silent channels of sources that still deliver.
import type { SampleTable } from '../../../hal/samples.js';
import { CLOCK, type SourceNotice } from '../tick.js';
import { SlowSensors } from './slow-sensors.js';

/** Tolerance: ticks are not whole numbers of milliseconds. */
const ROUNDING_S = 1e-9;

export interface Source {
  readonly name: string;
  /** The rows of the sample table that the source feeds. */
  readonly rows: readonly number[];
  /** The rows that show whether it delivers: those that only this source feeds, or all when it shares all of them. */
  readonly telling: readonly number[];
  /** True from the HAL's notice of the loss until its notice of the return. */
  isLost: boolean;
  /** True from the HAL's notice that it delivers nothing that can be used, until its notice of the return or of a loss. */
  isUnreadable: boolean;
  /** The reason, one sentence; empty unless the source is lost or unreadable. */
  reason: string;
  /** True when the source delivers nothing. */
  isSilent: boolean;
}

/** Call {@link take} with each notice of the HAL, and {@link judge} once a control tick. */
export class SourceWatch {
  /** In: silence before this time, monotonic seconds, was a stall of the process. */
  heardFromS = Number.NEGATIVE_INFINITY;
  readonly sources: Source[];
  readonly slow: SlowSensors;
  /** 1 for each row of the sample table that is older than it may be; a slow sensor's row may be as old as its rhythm makes it. */
  readonly silentRows: Uint8Array;

  /**
   * @param channels the rows of the sample table
   * @param sourcesOf the sources of each row
   */
  constructor(
    readonly channels: readonly string[],
    sourcesOf: readonly (readonly string[])[],
  ) {
    this.silentRows = new Uint8Array(channels.length);
    this.slow = new SlowSensors(sourcesOf);
    this.sources = [...new Set(sourcesOf.flat())].map((name) => {
      const rows = rowsThat(sourcesOf, (sources) => sources.includes(name));
      const own = rowsThat(sourcesOf, (sources) => sources.length === 1 && sources[0] === name);
      return source(name, rows, own.length > 0 ? own : rows);
    });
  }

  /** Takes a notice of the HAL. A source without channels counts too, because its output may be lost. */
  take(name: string, state: SourceNotice['state'], reason: string): void {
    if (state === 'warned') return;
    let known = this.sources.find((one) => one.name === name);
    if (known === undefined) {
      known = source(name, [], []);
      this.sources.push(known);
    }
    if (state === 'lost') for (const row of known.rows) this.slow.forget(row);
    known.isLost = state === 'lost' || (known.isLost && state === 'unreadable');
    known.isUnreadable = state === 'unreadable';
    known.reason = state === 'recovered' ? '' : reason;
  }

  /** Judges silence by the samples' age at the time of `clock`; true when anything is silent. */
  judge({ timeS, staleAfterS }: SampleTable, clock: Float64Array): boolean {
    const { silentRows, sources, slow, heardFromS } = this;
    const nowS = clock[CLOCK.nowS]!;
    let anything = false;
    for (let i = 0; i < silentRows.length; i++) {
      const heardS = Math.max(timeS[i]!, heardFromS);
      silentRows[i] = nowS - heardS > Math.max(staleAfterS[i]!, slow.patienceS[i]!) + ROUNDING_S ? 1 : 0;
      if (silentRows[i] === 1) anything = true;
    }
    for (let i = 0; i < sources.length; i++) {
      const one = sources[i]!;
      one.isSilent = one.isLost || (one.telling.length > 0 && this.allSilent(one.telling));
      if (one.isSilent) anything = true;
    }
    return anything;
  }

  /** The rows of the sample table that a source feeds. */
  rowsOf(source: string): readonly number[] {
    return this.sources.find(({ name }) => name === source)?.rows ?? [];
  }

  /** The channels of a source, or the channel itself when the subject is one. */
  channelsOf(subject: string): readonly string[] {
    if (this.channels.includes(subject)) return [subject];
    const rows = this.sources.find(({ name }) => name === subject)?.rows ?? [];
    return rows.map((row) => this.channels[row]!);
  }

  /**
   * The source that could bring a subject back by being opened again; null when that would take good channels away, or when the source
   * delivers and cannot be read.
   */
  reopenable(subject: string): string | null {
    const row = this.channels.indexOf(subject);
    const found = this.sources.find(({ name, rows }) => name === subject || rows.includes(row));
    return found?.isSilent === true && !found.isUnreadable ? found.name : null;
  }

  private allSilent(rows: readonly number[]): boolean {
    for (let i = 0; i < rows.length; i++) if (this.silentRows[rows[i]!] === 0) return false;
    return true;
  }
}

function source(name: string, rows: readonly number[], telling: readonly number[]): Source {
  return { name, rows, telling, isLost: false, isUnreadable: false, reason: '', isSilent: false };
}

function rowsThat(
  sourcesOf: readonly (readonly string[])[],
  are: (sources: readonly string[]) => boolean,
): number[] {
  return sourcesOf.flatMap((sources, row) => (are(sources) ? [row] : []));
}

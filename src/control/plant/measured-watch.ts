// Watches a measured channel for a limit: each of its sources for itself.
import type { SampleTable } from '../../../hal/samples.js';
import type { ProcessImage } from '../state/image.js';
import type { Limit, LimitWatch } from './limit-watch.js';
import { SourceRun } from './source-run.js';

/** From this many sources on, a median is a vote: one source alone is outvoted. */
const VOTERS = 3;

export interface MeasuredWatchOptions {
  readonly channel: string;
  /** The row of the channel in the sample table. */
  readonly row: number;
  /** The largest number of sources. */
  readonly sources: number;
  /** The sources vote by median. While three or more of them deliver, one alone then says nothing. */
  readonly votes: boolean;
  /** Values that the channel's range drops count too. */
  readonly countsDropped: boolean;
}

export class MeasuredWatch implements LimitWatch {
  readonly channel: string;
  beyond = 0;
  isProven = false;
  value = Number.NaN;
  private readonly row: number;
  private readonly votes: boolean;
  private readonly runs: readonly SourceRun[];

  constructor(limit: Readonly<Limit>, { channel, row, sources, votes, countsDropped }: MeasuredWatchOptions) {
    this.channel = channel;
    this.row = row;
    this.votes = votes;
    this.runs = Array.from({ length: sources }, () => new SourceRun(limit, countsDropped));
  }

  setLimit(limit: Readonly<Limit>): void {
    for (const run of this.runs) run.setLimit(limit);
  }

  look(samples: SampleTable, _image: ProcessImage, clock: Float64Array): void {
    const { runs } = this;
    const sources = samples.sourcesOf(this.row);
    let voters = 0;
    this.beyond = 0;
    this.isProven = false;
    for (let i = 0; i < runs.length && i < sources.length; i++) {
      const run = runs[i]!;
      run.look(sources[i]!, clock);
      if (run.isRecent) voters++;
      if (!run.isBeyond) continue;
      this.beyond++;
      this.value = run.value;
      if (run.isProven) this.isProven = true;
    }
    if (this.votes && voters >= VOTERS && this.beyond === 1) {
      this.beyond = 0;
      this.isProven = false;
    }
  }
}

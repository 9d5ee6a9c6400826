// Makes the history of one run: a second of each channel from all its frames, and a chunk of ten seconds.
import { FRAME, type FrameLayout } from '../control/records/frame.js';
import { BASE_RATE_HZ } from '../vocabulary/words.js';
import { CHUNK_MS, type ChunkChannel, type ChunkColumns, chunkBody, type HistoryChunk } from './chunk.js';
import { LEVELS, SECONDS } from './levels.js';
import { SecondSums } from './second-sums.js';

const SECOND_MS = LEVELS[SECONDS].stepMs;
/** A larger difference between wall time and ticks of two frames means that the clock was set, and not only corrected. */
const JUMP_MS = 500;
const MS_PER_TICK = 1000 / BASE_RATE_HZ;
const MOST_SECONDS = CHUNK_MS / SECOND_MS;

export interface SecondRecorderSetup {
  readonly layout: FrameLayout;
  readonly run: number;
  /** In the order of the layout. */
  readonly channels: readonly ChunkChannel[];
  readonly onChunk: (chunk: HistoryChunk) => void;
}

/**
 * Reads no clock: a second is one of the wall clock, by the time in the frames. When the clock is set, a new period begins, so seconds
 * that come twice are both kept.
 */
export class SecondRecorder {
  /** Whether the machine's clock is synchronised. A change begins a new period with the next frame. */
  synchronised = true;
  private readonly setup: SecondRecorderSetup;
  private readonly sums: SecondSums;
  /** The finished seconds of the present chunk. For channel `c` and second `s` the entry `c * MOST_SECONDS + s`. */
  private readonly kept: ChunkColumns;
  private seconds = 0;
  /** Start of the present second, milliseconds since the epoch; NaN before the first frame. */
  private secondMs = Number.NaN;
  private period = 0;
  private periodSynchronised = true;
  private chunkTick = 0;
  private lastTick = 0;
  private lastMs = 0;

  constructor(setup: SecondRecorderSetup) {
    this.setup = setup;
    this.sums = new SecondSums(setup.layout);
    const cells = setup.channels.length * MOST_SECONDS;
    this.kept = {
      ts: new Float64Array(MOST_SECONDS),
      min: new Float64Array(cells),
      mean: new Float64Array(cells),
      max: new Float64Array(cells),
      count: new Uint16Array(cells),
      marks: new Uint8Array(cells),
    };
  }

  /** Takes a frame. Frames come in the order of ticks; some may be missing. @param frame laid out as FRAME */
  frame(frame: Float64Array): void {
    const ts = frame[FRAME.ts]!;
    const tick = frame[FRAME.tick]!;
    if (this.beginsPeriod(ts, tick)) this.beginPeriod(tick);
    // A clock that is corrected back by some milliseconds does not return to the previous second.
    else if (ts >= this.secondMs + SECOND_MS) this.endSecond();
    if (Number.isNaN(this.secondMs)) this.beginSecond(ts, tick);
    this.sums.add(frame);
    this.lastTick = tick;
    this.lastMs = ts;
  }

  /** Ends the recording: makes a chunk of all data that is there. */
  flush(): void {
    this.endSecond();
    this.endChunk();
  }

  /** The seconds that are in no chunk yet, the unfinished one included; null when there is none. */
  present(): HistoryChunk | null {
    if (Number.isNaN(this.secondMs)) return this.seconds === 0 ? null : this.chunk();
    // The unfinished second is written where it will be when it is finished.
    this.keepSecond();
    this.seconds++;
    const chunk = this.chunk();
    this.seconds--;
    return chunk;
  }

  private beginsPeriod(ts: number, tick: number): boolean {
    if (Number.isNaN(this.secondMs)) return true;
    const expectedMs = (tick - this.lastTick) * MS_PER_TICK;
    return Math.abs(ts - this.lastMs - expectedMs) > JUMP_MS || this.synchronised !== this.periodSynchronised;
  }

  private beginPeriod(tick: number): void {
    this.flush();
    this.period = tick;
    this.periodSynchronised = this.synchronised;
  }

  private beginSecond(ts: number, tick: number): void {
    this.secondMs = Math.floor(ts / SECOND_MS) * SECOND_MS;
    const chunkMs = Math.floor(this.secondMs / CHUNK_MS);
    if (this.seconds > 0 && Math.floor(this.kept.ts[0]! / CHUNK_MS) !== chunkMs) this.endChunk();
    if (this.seconds === 0) this.chunkTick = tick;
  }

  private endSecond(): void {
    if (Number.isNaN(this.secondMs)) return;
    this.keepSecond();
    this.seconds++;
    this.secondMs = Number.NaN;
    this.sums.clear();
    const [first = 0] = this.kept.ts;
    if (this.kept.ts[this.seconds - 1]! + SECOND_MS >= (Math.floor(first / CHUNK_MS) + 1) * CHUNK_MS)
      this.endChunk();
  }

  private keepSecond(): void {
    const { kept, sums, seconds } = this;
    kept.ts[seconds] = this.secondMs;
    for (let c = 0, i = seconds; c < this.setup.channels.length; c++, i += MOST_SECONDS) {
      const count = sums.count[c]!;
      kept.count[i] = count;
      kept.marks[i] = sums.marks[c]!;
      kept.min[i] = count === 0 ? Number.NaN : sums.min[c]!;
      kept.mean[i] = count === 0 ? Number.NaN : sums.mean(c);
      kept.max[i] = count === 0 ? Number.NaN : sums.max[c]!;
    }
  }

  private endChunk(): void {
    if (this.seconds === 0) return;
    const chunk = this.chunk();
    this.seconds = 0;
    this.setup.onChunk(chunk);
  }

  private chunk(): HistoryChunk {
    const { kept, seconds } = this;
    const { channels, run } = this.setup;
    const body = chunkBody(channels.length, seconds, (columns) => {
      columns.ts.set(kept.ts.subarray(0, seconds));
      for (const name of ['min', 'mean', 'max', 'count', 'marks'] as const) {
        for (let c = 0; c < channels.length; c++) {
          const from = c * MOST_SECONDS;
          columns[name].set(kept[name].subarray(from, from + seconds), c * seconds);
        }
      }
    });
    return {
      run,
      period: this.period,
      synchronised: this.periodSynchronised,
      tick: this.chunkTick,
      fromMs: kept.ts[0]!,
      toMs: kept.ts[seconds - 1]! + SECOND_MS,
      channels,
      body,
    };
  }
}

// A chunk: up to ten seconds of all channels, as comms hands it to the store. Not compressed, so that one channel is read quickly.
import type { PointList } from './points.js';

/** The time of a chunk, milliseconds. A chunk does not cross a multiple of it. A power failure loses at most this much. */
export const CHUNK_MS = 10_000;

export interface ChunkChannel {
  readonly name: string;
  /** SI unit symbol; `1` for a ratio. */
  readonly unit: string;
}

/** One period of a run: the seconds of it rise without a step back of the clock. */
export interface PeriodKey {
  readonly run: number;
  /** Base tick of the first frame of the period. A new one begins with the run, with a jump of the clock, and when {@link synchronised} changes. */
  readonly period: number;
  /** False when the machine's clock was not synchronised: the times may be wrong. */
  readonly synchronised: boolean;
}

export interface HistoryChunk extends PeriodKey {
  /** Base tick of its first frame; names the chunk together with `run`. */
  readonly tick: number;
  /** Start of its first second and of the second after its last one, milliseconds since the epoch. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly channels: readonly ChunkChannel[];
  readonly body: Uint8Array;
}

/** Doubles of a second for each channel: minimum, mean, maximum. */
const VALUES = 3;

/** The columns of a chunk: for channel `c` and second `s` the entry `c * seconds + s`. */
export interface ChunkColumns {
  /** Starts of the seconds, milliseconds since the epoch. */
  readonly ts: Float64Array;
  readonly min: Float64Array;
  readonly mean: Float64Array;
  readonly max: Float64Array;
  readonly count: Uint16Array;
  readonly marks: Uint8Array;
}

/** The bytes of a chunk with this number of channels and seconds. Numbers are little-endian, as on every machine that Node supports. */
function bytesOf(channels: number, seconds: number): number {
  return 8 * seconds * (1 + VALUES * channels) + 3 * channels * seconds;
}

function columnsOf(buffer: ArrayBufferLike, start: number, channels: number, seconds: number): ChunkColumns {
  const cells = channels * seconds;
  const values = start + 8 * seconds;
  const counts = values + 8 * VALUES * cells;
  return {
    ts: new Float64Array(buffer, start, seconds),
    min: new Float64Array(buffer, values, cells),
    mean: new Float64Array(buffer, values + 8 * cells, cells),
    max: new Float64Array(buffer, values + 16 * cells, cells),
    count: new Uint16Array(buffer, counts, cells),
    marks: new Uint8Array(buffer, counts + 2 * cells, cells),
  };
}

/** The body of a chunk with these seconds. @param fill writes the columns */
export function chunkBody(
  channels: number,
  seconds: number,
  fill: (columns: ChunkColumns) => void,
): Uint8Array {
  const body = new Uint8Array(bytesOf(channels, seconds));
  fill(columnsOf(body.buffer, 0, channels, seconds));
  return body;
}

/** Reads the bodies of chunks. */
export class ChunkBody {
  private readonly columns: ChunkColumns;
  private readonly seconds: number;

  /** @throws RangeError when the body does not have the length of a chunk with this number of channels */
  constructor(body: Uint8Array, channels: number) {
    this.seconds = body.length / bytesOf(channels, 1);
    if (!Number.isInteger(this.seconds))
      throw new RangeError('a chunk of the history has an impossible length');
    // The columns need an aligned start, which a buffer from the database may not have.
    const aligned = body.byteOffset % 8 === 0 ? body : body.slice();
    this.columns = columnsOf(aligned.buffer, aligned.byteOffset, channels, this.seconds);
  }

  /** Adds the seconds of one channel to a list: those with `fromMs <= ts < toMs`. @param channel its place in the chunk */
  addTo(points: PointList, channel: number, fromMs = -Infinity, toMs = Infinity): void {
    const { ts, count, marks, min, mean, max } = this.columns;
    for (let s = 0, i = channel * this.seconds; s < this.seconds; s++, i++) {
      if (ts[s]! < fromMs || ts[s]! >= toMs) continue;
      points.add(ts[s]!, count[i]!, marks[i]!, min[i]!, mean[i]!, max[i]!);
    }
  }
}

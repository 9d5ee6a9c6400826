// Points, frames and chunks for tests of the history.
import { QUALITY } from '../../hal/quality.js';
import { FRAME, frameLayout } from '../../src/control/records/frame.js';
import type { HistoryChunk } from '../../src/history/chunk.js';
import { ChunkBody } from '../../src/history/chunk.js';
import { type Point, PointList } from '../../src/history/points.js';
import { SecondRecorder } from '../../src/history/second-recorder.js';

/** 2026-01-01T00:00:00Z. */
export const START_MS = 1_767_225_600_000;
export const CHANNELS = [
  { name: 'chain.velocity', unit: 'm/s' },
  { name: 'generator.power', unit: 'W' },
];
export const LAYOUT = frameLayout(
  CHANNELS.map(({ name }) => name),
  ['brake'],
);

/** A list of points; what is not given is a good second with the values 1, 2 and 3. */
export function pointList(points: readonly Partial<Point>[], stepMs = 1000): PointList {
  const list = new PointList();
  for (const [i, point] of points.entries()) {
    const { ts = START_MS + i * stepMs, count = 60, marks = 1, min = 1, mean = 2, max = 3 } = point;
    list.add(ts, count, marks, min, mean, max);
  }
  return list;
}

/** Numbers from 0 to 1 that look like noise, the same ones in each run. */
export function noise(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

export interface FrameFields {
  readonly velocity?: number;
  readonly quality?: number;
}

/** A recorder with a clock: it gets 60 frames a second, and the wall clock can be set. */
export class SecondRecording {
  readonly chunks: HistoryChunk[] = [];
  readonly recorder: SecondRecorder;
  private tick: number;

  /** @param startMs wall time at the first tick */
  constructor(
    private startMs = START_MS,
    { run = 3, tick = 0 }: { run?: number; tick?: number } = {},
  ) {
    this.tick = tick;
    this.startMs -= (tick * 1000) / 60;
    this.recorder = new SecondRecorder({
      layout: LAYOUT,
      run,
      channels: CHANNELS,
      onChunk: (chunk) => this.chunks.push(chunk),
    });
  }

  get nowMs(): number {
    return this.startMs + Math.floor((this.tick * 1000) / 60);
  }

  /** @param fields a function of the number of the frame, or the same fields for each frame */
  run(seconds: number, fields: FrameFields | ((i: number) => FrameFields) = {}): this {
    const frames = Math.round(seconds * 60);
    for (let i = 0; i < frames; i++, this.tick++) {
      const { velocity = 1.5, quality = QUALITY.good } = typeof fields === 'function' ? fields(i) : fields;
      const frame = new Float64Array(LAYOUT.length);
      frame[FRAME.tick] = this.tick;
      frame[FRAME.ts] = this.nowMs;
      frame.set([velocity, 4431], LAYOUT.values);
      frame.set([quality, QUALITY.good], LAYOUT.qualities);
      this.recorder.frame(frame);
    }
    return this;
  }

  /** Frames that are lost before the recorder. */
  drop(frames: number): this {
    this.tick += frames;
    return this;
  }

  setClock(byMs: number): this {
    this.startMs += byMs;
    return this;
  }

  /** All chunks, the unfinished one included. Ends the recording. */
  all(): readonly HistoryChunk[] {
    this.recorder.flush();
    return this.chunks;
  }

  /** All seconds of the chain's speed, those of the unfinished chunk included. */
  seconds(): Point[] {
    const present = this.recorder.present();
    return [...this.chunks, ...(present === null ? [] : [present])].flatMap((chunk) => secondsOf(chunk));
  }
}

export function secondsOf(chunk: HistoryChunk, channel = 0): Point[] {
  const points = new PointList();
  new ChunkBody(chunk.body, chunk.channels.length).addTo(points, channel);
  return points.points();
}

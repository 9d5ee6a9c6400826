// Frames and events of a plant with two channels, for tests of the minutes' statistics.
import { QUALITY } from '../../hal/quality.js';
import { FRAME, frameLayout } from '../../src/control/records/frame.js';
import { MinuteRecorder } from '../../src/features/minute-recorder.js';
import type { MinuteRow } from '../../src/features/minute-row.js';
import type { Alert, ControlEvent } from '../../src/vocabulary/events.js';

/** 2026-01-01T00:00:00Z, the start of a minute. */
export const START_MS = 1_767_225_600_000;
export const LAYOUT = frameLayout(['chain.velocity', 'generator.power'], ['brake']);

export interface FrameFields {
  readonly velocity?: number;
  readonly quality?: number;
  readonly mode?: number;
  readonly plant?: number;
  readonly degradation?: number;
}

export function aFrame(tick: number, ts: number, fields: FrameFields = {}): Float64Array {
  const { velocity = 1.5, quality = QUALITY.good, mode = 1, plant = 2, degradation = 0 } = fields;
  const frame = new Float64Array(LAYOUT.length);
  frame[FRAME.tick] = tick;
  frame[FRAME.ts] = ts;
  frame[FRAME.mode] = mode;
  frame[FRAME.plant] = plant;
  frame[FRAME.degradation] = degradation;
  frame.set([velocity, 4431], LAYOUT.values);
  frame.set([quality, QUALITY.good], LAYOUT.qualities);
  return frame;
}

/** A recorder with a clock: it gets 60 frames a second, and the wall clock can be set. */
export class Recording {
  readonly rows: MinuteRow[] = [];
  readonly recorder = new MinuteRecorder({
    layout: LAYOUT,
    run: 3,
    onRow: (row) => this.rows.push(row),
  });
  private tick = 0;

  /** @param startMs wall time at tick 0 */
  constructor(private startMs: number) {}

  get nowMs(): number {
    return this.startMs + Math.floor((this.tick * 1000) / 60);
  }

  run(seconds: number, fields: FrameFields = {}): void {
    const end = this.tick + Math.round(seconds * 60);
    for (; this.tick < end; this.tick++) this.recorder.frame(aFrame(this.tick, this.nowMs, fields));
  }

  /** Frames that are lost before the recorder. */
  drop(frames: number): void {
    this.tick += frames;
  }

  setClock(byMs: number): void {
    this.startMs += byMs;
  }

  event(type: ControlEvent['type'], data: Record<string, unknown>, ts = this.nowMs): void {
    this.recorder.event({ type, ts, data });
  }

  alert(rule: string, state: Alert['state'], more: Partial<Alert> = {}): void {
    const { id = `${rule}-1`, since = this.nowMs } = more;
    this.event('alert', { rule, state, id, since }, more.ts);
  }
}

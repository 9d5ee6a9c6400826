// Builds the documents of the streams from a frame: telemetry with nested channels, and flat lists of chosen channels.
import { QUALITY, QUALITY_NAMES } from '../../hal/quality.js';
import { FRAME, type FrameLayout } from '../control/records/frame.js';
import { MODES } from '../vocabulary/words.js';
import { rounded } from './rounding.js';

export type ChannelQuality = (typeof QUALITY_NAMES)[number];
export type QualityByChannel = Record<string, ChannelQuality>;
export type NestedValues = { [name: string]: number | null | NestedValues };

export interface TelemetryDocument {
  readonly run: number;
  readonly seq: number;
  readonly ts: number;
  readonly mode: string;
  readonly degradation: number;
  /** Only the channels that are not good. */
  readonly quality: QualityByChannel;
  /** A group of channels, for example `chain: { velocity: .. }`. */
  readonly [group: string]: unknown;
}

/** The document of the priority stream, and of a subscriber who chose channels. */
export interface ValuesDocument {
  readonly run: number;
  readonly seq: number;
  readonly ts: number;
  readonly values: Readonly<Record<string, number | null>>;
  readonly quality: QualityByChannel;
}

/** A channel and the indices of its value and its quality in the frame. */
interface Slot {
  readonly name: string;
  readonly value: number;
  readonly quality: number;
}

interface NestedSlot extends Slot {
  /** The groups around the value, from the outside in. */
  readonly groups: readonly string[];
  readonly key: string;
}

const RESIDUAL = 'twin.residual.';

/** A name is nested by its dots. In a residual the whole name of the channel is one key. */
function nestedSlot(slot: Slot): NestedSlot {
  const { name } = slot;
  if (name.startsWith(RESIDUAL)) {
    return { ...slot, groups: ['twin', 'residual'], key: name.slice(RESIDUAL.length) };
  }
  const parts = name.split('.');
  return { ...slot, groups: parts.slice(0, -1), key: parts.at(-1)! };
}

function slotsOf(layout: FrameLayout): Slot[] {
  return layout.channels.map((name, i) => ({
    name,
    value: layout.values + i,
    quality: layout.qualities + i,
  }));
}

/** Returns the value as it is published. Adds the channel to `quality` when it is not good. */
function take(frame: Float64Array, slot: Slot, quality: QualityByChannel): number | null {
  const grade = frame[slot.quality]!;
  const value = grade === QUALITY.bad ? null : rounded(frame[slot.value]!);
  if (value === null) {
    quality[slot.name] = 'bad';
  } else if (grade !== QUALITY.good) {
    quality[slot.name] = QUALITY_NAMES[grade] ?? 'bad';
  }
  return value;
}

function groupOf(parent: NestedValues, name: string): NestedValues {
  const existing = parent[name];
  if (typeof existing === 'object' && existing !== null) {
    return existing;
  }
  const group: NestedValues = {};
  parent[name] = group;
  return group;
}

/** Builds documents from frames of one layout. The slots of the channels are calculated once for the layout. */
export class FrameReport {
  private readonly nested: readonly NestedSlot[];
  private readonly slots: ReadonlyMap<string, Slot>;
  private readonly run: number;

  /** @param run number of the run, which all documents contain */
  constructor(layout: FrameLayout, run: number) {
    const slots = slotsOf(layout);
    this.run = run;
    this.nested = slots.map(nestedSlot);
    this.slots = new Map(slots.map((slot) => [slot.name, slot]));
  }

  /** The message of the `telemetry` topic, with all channels of the layout. */
  telemetry(frame: Float64Array): TelemetryDocument {
    const quality: QualityByChannel = {};
    const groups: NestedValues = {};
    for (const slot of this.nested) {
      const target = slot.groups.reduce(groupOf, groups);
      target[slot.key] = take(frame, slot, quality);
    }
    return {
      run: this.run,
      seq: frame[FRAME.telemetrySeq]!,
      ts: timestamp(frame),
      mode: MODES[frame[FRAME.mode]!] ?? MODES[0],
      degradation: frame[FRAME.degradation]!,
      ...groups,
      quality,
    };
  }

  /**
   * Returns a builder for the chosen channels, in their order. Channels that the layout does not have are left out.
   *
   * @returns a function of the frame and of the `seq` for the document
   */
  values(channels: readonly string[]): (frame: Float64Array, seq: number) => ValuesDocument {
    const chosen = channels.map((name) => this.slots.get(name)).filter((slot) => slot !== undefined);
    return (frame, seq) => {
      const quality: QualityByChannel = {};
      const values: Record<string, number | null> = {};
      for (const slot of chosen) {
        values[slot.name] = take(frame, slot, quality);
      }
      return { run: this.run, seq, ts: timestamp(frame), values, quality };
    };
  }
}

/** Milliseconds since the epoch, whole. */
function timestamp(frame: Float64Array): number {
  return Math.round(frame[FRAME.ts]!);
}

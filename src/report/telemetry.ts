// The documents of the streams, built from a frame: telemetry with nested channels, and flat lists of chosen channels.
import { QUALITY, QUALITY_NAMES } from '../../hal/quality.js';
import { FRAME, type FrameLayout } from '../control/records/frame.js';
import { MODES } from '../control/vocabulary.js';
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
  /** Only what is not good. */
  readonly quality: QualityByChannel;
  /** `chain: { velocity: .. }`, and whatever other groups the plant's channels have. */
  readonly [group: string]: unknown;
}

/** Of the priority stream, and of a subscriber with channels of its own. */
export interface ValuesDocument {
  readonly run: number;
  readonly seq: number;
  readonly ts: number;
  readonly values: Readonly<Record<string, number | null>>;
  readonly quality: QualityByChannel;
}

/** Where a channel is in the frame. */
interface Slot {
  readonly name: string;
  readonly value: number;
  readonly quality: number;
}

interface NestedSlot extends Slot {
  readonly group: string;
  /** Set for `twin.residual.<channel>`: the channel's own name is one key. */
  readonly subgroup: string | undefined;
  readonly key: string;
}

const RESIDUAL = 'twin.residual.';

function nestedSlot(slot: Slot): NestedSlot {
  const { name } = slot;
  if (name.startsWith(RESIDUAL)) {
    return { ...slot, group: 'twin', subgroup: 'residual', key: name.slice(RESIDUAL.length) };
  }
  const dot = name.indexOf('.');
  return { ...slot, group: name.slice(0, dot), subgroup: undefined, key: name.slice(dot + 1) };
}

function slotsOf(layout: FrameLayout): Slot[] {
  return layout.channels.map((name, i) => ({
    name,
    value: layout.values + i,
    quality: layout.qualities + i,
  }));
}

/** The value as it is published; enters the channel into `quality` unless it is good. */
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

/** Builds documents out of frames of one layout; what depends on the layout alone is worked out once. */
export class FrameReport {
  private readonly nested: readonly NestedSlot[];
  private readonly slots: ReadonlyMap<string, Slot>;
  private readonly run: number;

  /** @param run the run that all documents name */
  constructor(layout: FrameLayout, run: number) {
    const slots = slotsOf(layout);
    this.run = run;
    this.nested = slots.map(nestedSlot);
    this.slots = new Map(slots.map((slot) => [slot.name, slot]));
  }

  /** The message of the `telemetry` topic. Channels that the layout does not have are absent. */
  telemetry(frame: Float64Array): TelemetryDocument {
    const quality: QualityByChannel = {};
    const groups: NestedValues = {};
    for (const slot of this.nested) {
      const group = groupOf(groups, slot.group);
      const target = slot.subgroup === undefined ? group : groupOf(group, slot.subgroup);
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
   * A builder for the chosen channels, in their order; those that the layout does not have are left out.
   *
   * @returns takes a frame and the `seq` to give the document
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

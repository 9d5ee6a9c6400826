// The meta document: what a consumer needs to know to read the other documents.
import type { ChannelInfo } from '../../hal/channels.js';
import type { OutputInfo } from '../../hal/hal.js';

/** A channel of this plant and where its values come from: `serial.chain`, `sim`, `formula`, `twin`, `loop`, ... */
export interface MetaChannel extends ChannelInfo {
  readonly source: string;
}

/** An alarm rule as configured; its fields are those of the configuration. */
export type MetaRule = Readonly<Record<string, unknown>>;

/** Origin of the channels: a real plant, the simulated plant behind virtual devices and the real drivers, or the simulation alone. */
export type PlantKind = 'machine' | 'virtual devices' | 'simulation';

export interface MetaInfo {
  readonly version: string;
  readonly device: { readonly id: string; readonly site: string };
  readonly run: number;
  readonly log: string;
  readonly channels: readonly MetaChannel[];
  /** By rule id. */
  readonly rules: Readonly<Record<string, MetaRule>>;
  readonly outputs: readonly OutputInfo[];
  /** The channels of the priority stream. */
  readonly priority: readonly string[];
  readonly controlRateHz: number;
  readonly plantKind: PlantKind;
}

/** The message of the `meta` topic: channels and outputs by name. `min` or `max` is null when the range has no such bound. */
export function metaDocument(info: MetaInfo) {
  const { version, device, run, log, rules, priority, controlRateHz, plantKind } = info;
  return {
    version,
    device,
    run,
    log,
    controlRateHz,
    plantKind,
    channels: Object.fromEntries(
      info.channels.map(({ name, unit, min, max, source, description }) => [
        name,
        { unit, min: bound(min), max: bound(max), source, description },
      ]),
    ),
    rules,
    outputs: Object.fromEntries(info.outputs.map(({ name, role, safe }) => [name, { role, safe }])),
    priority,
  };
}

function bound(limit: number): number | null {
  return Number.isFinite(limit) ? limit : null;
}

// Writes one series of an answer as JSON, in slices.
import type { ChunkChannel } from './chunk.js';
import type { QueryPlan } from './query-plan.js';
import type { SeriesQuality, StepSeries } from './step-series.js';

/** Points that are written in about a millisecond. */
const POINTS_A_SLICE = 500;

export interface SeriesHead {
  readonly channel: ChunkChannel;
  readonly plan: QueryPlan;
  /** False when a part of the points was recorded while the machine's clock was not synchronised. */
  readonly synchronised: boolean;
}

/**
 * The document of one channel: `resolution` in seconds, `points` as `[ts, min, mean, max]`. A step without a value is absent. `quality`
 * has the steps that are not completely good, with their worst quality. `clock` is present when it was not synchronised.
 */
export function* seriesText(
  { channel, plan, synchronised }: SeriesHead,
  steps: StepSeries,
): Generator<void, string> {
  const quality: SeriesQuality[] = [];
  const points: string[] = [];
  for (let step = 0; step < steps.length; step++) {
    const point = steps.point(step);
    if (point !== null) points.push(`[${point.join()}]`);
    const worst = steps.quality(step);
    if (worst !== null) quality.push(worst);
    if (step % POINTS_A_SLICE === POINTS_A_SLICE - 1) yield;
  }
  const head = { channel: channel.name, unit: channel.unit, resolution: plan.stepMs / 1000 };
  const clock = synchronised ? {} : { clock: 'unsynchronised' };
  const rest = JSON.stringify({ ...head, quality, ...clock });
  return `${rest.slice(0, -1)},"points":[${points.join()}]}`;
}

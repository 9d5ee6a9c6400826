// Makes the watch of a channel: measured channels by their sources, computed ones by their value.
import { ACCELERATION_SPAN_S, EFFICIENCY_SPAN_S } from '../derived/spans.js';
import type { ControlPlan } from '../plan/plan.js';
import { ComputedWatch } from './computed-watch.js';
import type { Limit, LimitWatch } from './limit-watch.js';
import { MeasuredWatch } from './measured-watch.js';
import { Outliers } from './outliers.js';

/** An outlier of the velocity that changes the acceleration by less than this share of the limit does no harm. */
const HARMLESS_SHARE = 0.1;
/** The acceleration changes by at most about this much for each m/s by which one sample is wrong (slope over a quarter second), 1/s. */
const SLOPE_PER_ERROR = 1.6;

/**
 * @param countsDropped values that the channel's range drops count too
 * @returns null when the plant does not have the channel
 */
export function watchOf(
  plan: ControlPlan,
  channel: string,
  limit: Readonly<Limit>,
  countsDropped: boolean,
): LimitWatch | null {
  const index = plan.layout.channels.indexOf(channel);
  if (index < 0) return null;
  if (index >= plan.sensorCount)
    return new ComputedWatch(limit, { ...computed(plan, channel, limit), channel, index });
  return new MeasuredWatch(limit, {
    channel,
    row: index,
    sources: plan.sourcesOf[index]!.length,
    votes: plan.config.channels[channel]?.vote === 'median',
    countsDropped,
  });
}

function computed({ at }: ControlPlan, channel: string, { above }: Readonly<Limit>) {
  if (channel === 'chain.acceleration') {
    const tolerance = (HARMLESS_SHARE * above) / SLOPE_PER_ERROR;
    return { spanS: 0, outliers: new Outliers(at.velocity, tolerance, ACCELERATION_SPAN_S) };
  }
  return { spanS: channel === 'derived.efficiency' ? EFFICIENCY_SPAN_S : 0, outliers: null };
}

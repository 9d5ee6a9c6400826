// The trips by `limits.onViolation: trip`: one condition for each channel that has a limit.
import type { SampleTable } from '../../../hal/samples.js';
import type { ControlPlan } from '../plan/plan.js';
import { limitedChannels } from '../stability/magnitude-limits.js';
import type { ProcessImage } from '../state/image.js';
import { TripCondition } from './trip-condition.js';
import { watchOf } from './watch-of.js';

/** Contract: a violated limit needs two measurements to trip. */
const SAMPLES = 2;

export class LimitTrips {
  private readonly conditions: readonly TripCondition[];
  private plan: ControlPlan;

  constructor(plan: ControlPlan) {
    this.plan = plan;
    this.conditions = limitedChannels(plan.config.limits).flatMap(({ channel, above }) => {
      const watch = watchOf(plan, channel, { above, samples: SAMPLES }, false);
      return watch === null ? [] : [new TripCondition([watch])];
    });
  }

  /** The condition that holds; null when there is none, or when a violated limit does not trip. */
  get violated(): TripCondition | null {
    if (this.plan.config.limits.onViolation !== 'trip') return null;
    for (let i = 0; i < this.conditions.length; i++) {
      if (this.conditions[i]!.holds) return this.conditions[i]!;
    }
    return null;
  }

  /** Applies the settings of a plan with the same channels. */
  configure(plan: ControlPlan): void {
    this.plan = plan;
    const limits = limitedChannels(plan.config.limits);
    for (const condition of this.conditions) {
      const [watch] = condition.watches;
      const limit = limits.find(({ channel }) => channel === watch?.channel);
      if (limit !== undefined) condition.setLimits([{ above: limit.above, samples: SAMPLES }]);
    }
  }

  look(samples: SampleTable, image: ProcessImage, clock: Float64Array): void {
    if (this.plan.config.limits.onViolation !== 'trip') return;
    for (let i = 0; i < this.conditions.length; i++) this.conditions[i]!.look(samples, image, clock);
  }

  settle(): void {
    for (let i = 0; i < this.conditions.length; i++) this.conditions[i]!.settle();
  }

  /** What was seen, in one sentence. */
  describe(): string {
    const seen = this.violated?.seenBy ?? null;
    const limit = limitedChannels(this.plan.config.limits).find(({ channel }) => channel === seen?.channel);
    if (seen === null || limit === undefined) return 'a stability limit is violated';
    const unit = this.plan.channels.find(({ name }) => name === seen.channel)?.unit ?? '';
    return `${seen.channel} is ${seen.value.toPrecision(4)} ${unit}, above its limit of ${limit.above} ${unit}, and limits.onViolation is trip`;
  }
}

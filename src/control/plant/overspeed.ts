// The overspeed interlock: the channels that it looks at, and the sentence about what it saw.
import type { ControlPlan } from '../plan/plan.js';
import type { Limit, LimitWatch } from './limit-watch.js';
import { TripCondition } from './trip-condition.js';
import { watchOf } from './watch-of.js';

const VELOCITY = 'chain.velocity';
const SPEED = 'generator.speed';

/** A channel with the limit in its own unit. */
interface WatchedSpeed extends Limit {
  readonly channel: string;
}

export class Overspeed {
  private condition: TripCondition;
  private plan: ControlPlan;
  private isEnabled: boolean;

  constructor(plan: ControlPlan) {
    this.plan = plan;
    this.isEnabled = plan.config.interlocks.overspeed.enabled;
    this.condition = conditionOf(plan);
  }

  /** Null while the interlock is switched off. */
  get active(): TripCondition | null {
    return this.isEnabled ? this.condition : null;
  }

  get holds(): boolean {
    return this.active?.holds ?? false;
  }

  /** Applies the settings of a plan. Measurements that were beyond the limit go on counting when the channel stays the same. */
  configure(plan: ControlPlan): void {
    const before = this.plan;
    this.plan = plan;
    this.isEnabled = plan.config.interlocks.overspeed.enabled;
    const { channel } = plan.config.interlocks.overspeed;
    const same = channel === before.config.interlocks.overspeed.channel;
    if (same && plan.layout.channels.length === before.layout.channels.length)
      this.condition.setLimits(watchedSpeeds(plan));
    else this.condition = conditionOf(plan);
  }

  /** The channel that saw the speed. */
  get channel(): string {
    return this.condition.seenBy?.channel ?? this.plan.config.interlocks.overspeed.channel;
  }

  /** The speed that was seen, in the unit of the configured channel; NaN when nothing was seen yet. */
  get value(): number {
    const seen = this.condition.seenBy;
    if (seen === null) return Number.NaN;
    const { channel } = this.plan.config.interlocks.overspeed;
    return seen.channel === channel ? seen.value : seen.value * factorTo(channel, this.plan);
  }

  /** What was seen, in one sentence. */
  describe(): string {
    const { channel, above } = this.plan.config.interlocks.overspeed;
    const limit = `${above} ${this.unitOf(channel)}`.trim();
    const seen = this.condition.seenBy;
    if (seen === null) return `${channel} is above the interlock's limit of ${limit}`;
    const value = `${seen.value.toPrecision(4)} ${this.unitOf(seen.channel)}`;
    if (seen.channel === channel) return `${channel} is ${value}, above the interlock's limit of ${limit}`;
    const converted = `${this.value.toPrecision(4)} ${this.unitOf(channel)}`;
    return `${seen.channel} is ${value}, which is ${converted} of ${channel}: above the interlock's limit of ${limit}`;
  }

  private unitOf(channel: string): string {
    const unit = this.plan.channels.find(({ name }) => name === channel)?.unit;
    return unit ?? (channel === VELOCITY ? 'm/s' : channel === SPEED ? 'rad/s' : '');
  }
}

function conditionOf(plan: ControlPlan): TripCondition {
  const watches = watchedSpeeds(plan).map((speed) => watchOf(plan, speed.channel, speed, true));
  return new TripCondition(watches.filter((watch): watch is LimitWatch => watch !== null));
}

/**
 * The channels to look at, the configured one first. Chain and generator turn together, so each of them measures the speed of the
 * other: v = w R / i, with the sprocket's radius R and the gear's ratio i of `plant`.
 */
function watchedSpeeds(plan: ControlPlan): readonly WatchedSpeed[] {
  const { channel, above, samples } = plan.config.interlocks.overspeed;
  const all = [{ channel, above, samples }];
  const other = channel === VELOCITY ? SPEED : channel === SPEED ? VELOCITY : null;
  if (other !== null) all.push({ channel: other, above: above / factorTo(channel, plan), samples });
  return all.filter((speed) => plan.layout.channels.includes(speed.channel));
}

/** Converts the speed of the other channel into the speed of this one. */
function factorTo(channel: string, { config }: ControlPlan): number {
  const { sprocketRadius, gearRatio } = config.plant;
  return channel === VELOCITY ? sprocketRadius / gearRatio : gearRatio / sprocketRadius;
}

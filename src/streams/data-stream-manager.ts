// The streams' manager: any number of subscribers, each with its rate and channels, fed with frames of 60 Hz.
import { FRAME, type FrameLayout } from '../control/records/frame.js';
import type { StreamsHealth } from '../report/health.js';
import { FrameReport } from '../report/telemetry.js';
import { BASE_RATE_HZ } from '../vocabulary/words.js';
import { CallbackSink, type StreamCallback } from './callback-sink.js';
import { DataStreamOptimizer, type StreamOptimizerOptions } from './data-stream-optimizer.js';
import type { StreamRate } from './occasions.js';
import type { MakeSink } from './sink.js';
import { type Restraint, StreamGroup } from './stream-group.js';
import { type SubscriberReport, Subscription } from './subscription.js';
import { Tally } from './tally.js';
import type { Wanted } from './wanted.js';

export interface StreamOptions {
  /** How many messages may wait for a subscriber that sets no limit itself. */
  readonly queueLimit?: number;
  /** Channels that are sent on every step of the degradation ladder. */
  readonly priority?: readonly string[];
  /** When false, rates are never lowered, whatever they cost. */
  readonly adaptiveSampling?: boolean;
  readonly optimizer?: StreamOptimizerOptions;
  /** A monotonic clock in seconds, which measures the work. */
  readonly clock?: () => number;
}

export interface SubscriberOptions {
  /** The channels to send; all of them when left out. Repetitions are ignored. */
  readonly channels?: readonly string[];
  /** How many messages may wait for a promise; when there are more, the oldest are dropped. */
  readonly queueLimit?: number;
  /** When true, neither the degradation ladder nor adaptive sampling lowers this subscriber's stream. */
  readonly priority?: boolean;
}

interface Entry {
  readonly subscription: Subscription;
  readonly group: StreamGroup;
  readonly key: string;
}

/** Steps of the degradation ladder from which on rates are halved, and only the priority channels are sent. */
const FEWER_STREAMS = 1;
const PRIORITY_ONLY = 4;
const DEFAULT_QUEUE_LIMIT = 1000;

export class DataStreamManager {
  /** Applies to later subscribers. */
  queueLimit: number;
  readonly optimizer: DataStreamOptimizer;
  private readonly channels: readonly string[];
  private readonly report: FrameReport;
  private readonly clock: () => number;
  private readonly entries = new Map<string, Entry>();
  private readonly groups = new Map<string, StreamGroup>();
  private readonly total = new Tally();
  private priority: readonly string[];

  /** @param run the run number in the messages */
  constructor(layout: FrameLayout, run: number, options: StreamOptions = {}) {
    const { queueLimit = DEFAULT_QUEUE_LIMIT, priority = [], adaptiveSampling = true, optimizer } = options;
    this.channels = layout.channels;
    this.report = new FrameReport(layout, run);
    this.queueLimit = queueLimit;
    this.priority = priority;
    this.optimizer = new DataStreamOptimizer(optimizer);
    this.optimizer.enabled = adaptiveSampling;
    this.clock = options.clock ?? (() => performance.now() / 1000);
  }

  /** The number of subscribers. */
  get size(): number {
    return this.entries.size;
  }

  /** Dropped messages, including those of former subscribers. */
  get dropped(): number {
    return this.total.dropped;
  }

  set adaptiveSampling(isOn: boolean) {
    this.optimizer.enabled = isOn;
  }

  /** Changes the priority channels, from the next message on. */
  sendPriority(channels: readonly string[]): void {
    this.priority = channels;
    for (const group of this.groups.values()) group.usePriority(channels);
  }

  /**
   * Calls a function with each message that is due: `{ run, seq, ts, values, quality }`.
   *
   * @param rateHz a rate that divides 60 Hz, or `telemetry`
   * @throws RangeError when the id is taken, or the rate, a channel or the limit is not possible
   */
  addSubscriber(
    id: string,
    callback: StreamCallback,
    rateHz: StreamRate = 'telemetry',
    options: SubscriberOptions = {},
  ): void {
    const { channels, queueLimit = this.queueLimit, priority } = options;
    if (!(Number.isInteger(queueLimit) && queueLimit >= 1)) {
      throw new RangeError(`queueLimit is ${queueLimit}, it has to be a whole number of messages from 1 on`);
    }
    const makeSink: MakeSink = (tally) => new CallbackSink(callback, queueLimit, tally);
    this.addSink(id, rateHz, makeSink, {
      ...(channels !== undefined && { channels }),
      ...(priority !== undefined && { priority }),
    });
  }

  /** The same for a transport that has its own queue. @throws RangeError as {@link addSubscriber} */
  addSink(
    id: string,
    rate: StreamRate,
    makeSink: MakeSink,
    { channels = this.channels, priority = false }: Omit<SubscriberOptions, 'queueLimit'> = {},
  ): void {
    if (this.entries.has(id)) throw new RangeError(`there is a subscriber ${JSON.stringify(id)} already`);
    const unknown = channels.find((name) => !this.channels.includes(name));
    if (unknown !== undefined) throw new RangeError(`there is no channel ${JSON.stringify(unknown)}`);
    const wanted: Wanted = { rate, channels: [...new Set(channels)], isPriority: priority };
    const key = `${rate} ${priority} ${wanted.channels.join()}`;
    const group = this.groups.get(key) ?? new StreamGroup(wanted, this.report, this.priority);
    const subscription = new Subscription(id, wanted, makeSink, this.total);
    this.groups.set(key, group);
    group.members.add(subscription);
    this.entries.set(id, { subscription, group, key });
  }

  /** Removes a subscriber and its waiting messages. Returns false when there is no subscriber with this id. */
  removeSubscriber(id: string): boolean {
    const entry = this.entries.get(id);
    if (entry === undefined) return false;
    const { subscription, group, key } = entry;
    this.entries.delete(id);
    group.members.delete(subscription);
    if (group.members.size === 0) this.groups.delete(key);
    subscription.sink.close?.();
    return true;
  }

  /** The figures of each subscriber, in order of subscription. @param limit the largest number of subscribers to list */
  subscribers(limit = Number.POSITIVE_INFINITY): SubscriberReport[] {
    const reports: SubscriberReport[] = [];
    for (const { subscription } of this.entries.values()) {
      if (reports.length >= limit) break;
      reports.push(subscription.report());
    }
    return reports;
  }

  /** Gives a frame's message to each subscriber for whom one is due. The frame may be overwritten after the call. */
  publish(frame: Float64Array): void {
    const nowS = frame[FRAME.tick]! / BASE_RATE_HZ;
    const restraint = this.restraint(frame[FRAME.degradation]!);
    const beganS = this.clock();
    for (const group of this.groups.values()) group.publish(frame, nowS, restraint);
    this.optimizer.observe(nowS, this.clock() - beganS, this.behind());
  }

  health(): StreamsHealth {
    const { total } = this;
    let parked = 0;
    for (const { subscription } of this.entries.values()) parked += Number(subscription.sink.isParked);
    return {
      subscribers: this.size,
      dropped: total.dropped,
      byCause: { ...total.byCause },
      thinned: total.thinned,
      parked,
      adaptive: this.optimizer.report(),
    };
  }

  private restraint(degradation: number): Restraint {
    const { optimizer } = this;
    const isHalved = optimizer.enabled && degradation >= FEWER_STREAMS;
    return {
      ownFactor: optimizer.factor * (isHalved ? 2 : 1),
      telemetryFactor: optimizer.factor,
      isPriorityOnly: optimizer.isPriorityOnly || degradation >= PRIORITY_ONLY,
    };
  }

  /** The share of active subscribers whose queue is more than half full. One slow subscriber among many does not lower the rates. */
  private behind(): number {
    let [active, behind] = [0, 0];
    for (const { subscription } of this.entries.values()) {
      const { isParked, waiting, limit } = subscription.sink;
      if (isParked) continue;
      active++;
      if (waiting > limit / 2) behind++;
    }
    return active === 0 ? 0 : behind / active;
  }
}

// Subscribers with the same rate and channels: the group decides when a message is due, and makes it once for all of them.
import type { FrameReport, ValuesDocument } from '../report/telemetry.js';
import { Occasions } from './occasions.js';
import { StreamMessage } from './stream-message.js';
import type { Subscription } from './subscription.js';
import type { Wanted } from './wanted.js';

/** How far the streams without priority are lowered. */
export interface Restraint {
  /** One of this many messages is sent: for a fixed rate, and for the telemetry's rate, which the ladder has lowered already. */
  readonly ownFactor: number;
  readonly telemetryFactor: number;
  /** When true, messages contain the priority channels only. */
  readonly isPriorityOnly: boolean;
}

type Build = (frame: Float64Array, seq: number) => ValuesDocument;

export class StreamGroup {
  readonly members = new Set<Subscription>();
  private readonly wanted: Wanted;
  private readonly report: FrameReport;
  private readonly occasions: Occasions;
  private readonly full: Build;
  /** Undefined when none of the channels is a priority channel. */
  private reduced: Build | undefined;

  constructor(wanted: Wanted, report: FrameReport, priority: readonly string[]) {
    this.wanted = wanted;
    this.report = report;
    this.occasions = new Occasions(wanted.rate);
    this.full = report.values(wanted.channels);
    this.usePriority(priority);
  }

  /** Changes the priority channels, from the next message on. */
  usePriority(priority: readonly string[]): void {
    const channels = this.wanted.channels.filter((name) => priority.includes(name));
    this.reduced = channels.length === 0 ? undefined : this.report.values(channels);
  }

  publish(frame: Float64Array, nowS: number, restraint: Restraint): void {
    const { rate, isPriority } = this.wanted;
    const build = restraint.isPriorityOnly && !isPriority ? this.reduced : this.full;
    const factor = rate === 'telemetry' ? restraint.telemetryFactor : restraint.ownFactor;
    this.occasions.advance(frame, build === undefined ? 0 : isPriority ? 1 : factor);
    const { due, thinned } = this.occasions;
    const message = due > 0 && build !== undefined ? new StreamMessage(build(frame, 0)) : undefined;
    if (message === undefined && thinned === 0) return;
    for (const member of this.members) member.take(message, due, thinned, nowS);
  }
}

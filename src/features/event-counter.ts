// Counts trips, recoveries and commands in the stream of events.
import type { ControlEvent } from '../vocabulary/events.js';
import type { Counts } from './minute-row.js';

export interface EventCounts {
  readonly trips: Counts;
  readonly recoveries: Counts;
  readonly commands: Counts;
}

export class EventCounter {
  private trips: Record<string, number> = {};
  private recoveries: Record<string, number> = {};
  private commands: Record<string, number> = {};

  add({ type, data }: Pick<ControlEvent, 'type' | 'data'>): void {
    if (type === 'trip') count(this.trips, String(data.cause));
    if (type === 'recovery') count(this.recoveries, `${data.type}.${data.outcome}`);
    if (type === 'command') count(this.commands, data.ok === true ? 'done' : 'refused');
  }

  /** Returns the counts since the last call. */
  take(): EventCounts {
    const counts = { trips: this.trips, recoveries: this.recoveries, commands: this.commands };
    this.trips = {};
    this.recoveries = {};
    this.commands = {};
    return counts;
  }
}

function count(counts: Record<string, number>, name: string): void {
  counts[name] = (counts[name] ?? 0) + 1;
}

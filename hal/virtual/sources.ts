// What the devices of one kind in memory are to the whole: measured with each step of the plant, reached by their drivers.
import type { DriverEnvironment } from '../linux/environment.js';
import type { Signals, Span } from '../linux/signals.js';

/** A setpoint as it arrives, 0..1 of the rated torque, at `nowS`, monotonic seconds. */
export type ArrivingLoad = (nowS: number) => number;

export interface VirtualSources {
  /** What their drivers reach them by. */
  readonly environment: Omit<DriverEnvironment, 'clock'>;
  /** The setpoints that arrive by them. */
  readonly loads: readonly ArrivingLoad[];
  /** Lets them measure, and those that do so send, what the plant is at the end of a span. */
  feed(signals: Signals, span: Span): void;
  /** Whether every one of them that measures a channel has a way to say that there is no value. */
  canReportNaN(channel: string): boolean;
}

/** For a message: the names that could have been meant. */
export function thereAre(names: readonly string[]): string {
  return names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
}

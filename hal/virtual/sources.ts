// The common interface of the virtual devices of one kind: fed with each step of the plant, and read by their drivers.
import type { DriverEnvironment } from '../linux/environment.js';
import type { Signals, Span } from '../linux/signals.js';

/** Returns the setpoint that the drive applies at `nowS` (monotonic seconds), 0..1 of the rated torque. */
export type ArrivingLoad = (nowS: number) => number;

export interface VirtualSources {
  /** The replacements for the operating system, through which the drivers access the devices. */
  readonly environment: Omit<DriverEnvironment, 'clock'>;
  /** The setpoints that arrive through these devices. */
  readonly loads: readonly ArrivingLoad[];
  /** Makes the devices measure the plant at the end of a span. Serial sensors then send their records. */
  feed(signals: Signals, span: Span): void;
  /** Whether every device that measures a channel can report that it has no value. */
  canReportNaN(channel: string): boolean;
}

/** Lists the possible names, for an error message. */
export function thereAre(names: readonly string[]): string {
  return names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
}

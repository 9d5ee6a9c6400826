// The interface of all virtual devices of one kind (ports, buses, GPIO): they measure the plant, and drivers reach them.
import type { DriverEnvironment } from '../linux/environment.js';
import type { Signals, Span } from '../linux/signals.js';

/** Returns the load setpoint that has arrived at the plant at `nowS`, monotonic seconds; 0..1 of the rated torque. */
export type ArrivingLoad = (nowS: number) => number;

export interface VirtualSources {
  /** The functions by which drivers open these devices. */
  readonly environment: Omit<DriverEnvironment, 'clock'>;
  /** The load setpoints that these devices receive. */
  readonly loads: readonly ArrivingLoad[];
  /** The devices measure the plant's state at the end of a span. Devices that send by themselves send it. */
  feed(signals: Signals, span: Span): void;
  /** Whether each of these devices that measures the channel is able to report that there is no value. */
  canReportNaN(channel: string): boolean;
}

/** A part of an error message: the list of the known names. */
export function thereAre(names: readonly string[]): string {
  return names.length === 0 ? 'there is none' : `there are ${names.join(', ')}`;
}

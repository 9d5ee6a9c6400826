// The interface between a virtual chip and the simulated plant: how its inputs are fed, and the setpoint that it puts out.
import type { Span } from '../../signals.js';
import type { VirtualChip } from './virtual-chip.js';

/** The present value of a channel; NaN when its sensor reports that it has no value. */
export type ChannelValue = (channel: string) => number;

export interface WiredChip {
  readonly chip: VirtualChip;
  /** Whether the chip can report that it has no value. */
  readonly canReportNaN: boolean;
  /** Sets its inputs from the plant. */
  feed(read: ChannelValue, span: Span): void;
  /** The setpoint that it puts out, 0..1; null for a sensor. */
  readonly setpoint: (() => number) | null;
}

/** A sensor that cannot report a missing value. */
export function wiredSensor(chip: VirtualChip, feed: WiredChip['feed']): WiredChip {
  return { chip, canReportNaN: false, feed, setpoint: null };
}

// What a chip in memory is to the simulated plant: what its inputs are wired to, and what it puts out.
import type { Span } from '../../signals.js';
import type { VirtualChip } from './virtual-chip.js';

/** The number that a channel has now, NaN when its sensor knows none. */
export type ChannelValue = (channel: string) => number;

export interface WiredChip {
  readonly chip: VirtualChip;
  /** Whether it has a way to say that there is no value. */
  readonly canReportNaN: boolean;
  /** Applies the plant to its inputs. */
  feed(read: ChannelValue, span: Span): void;
  /** The setpoint that it puts out, 0..1; null of a sensor. */
  readonly setpoint: (() => number) | null;
}

/** A sensor that always shows a number. */
export function wiredSensor(chip: VirtualChip, feed: WiredChip['feed']): WiredChip {
  return { chip, canReportNaN: false, feed, setpoint: null };
}

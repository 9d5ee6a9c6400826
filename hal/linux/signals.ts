// The interface between the sensors of the simulated plant and the virtual devices that are wired to them.

/** The present signals of the sensors, by channel. */
export interface Signals {
  /** The value of a channel; NaN when the sensor reports that it has no value, null when the sensor is silent. */
  value(channel: string): number | null;
}

/** A span of plant time in which the signals do not change, monotonic seconds. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

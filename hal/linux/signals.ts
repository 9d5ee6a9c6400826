// What the sensors of the plant tell the devices that they are wired to.

/** What a device has to say of its channels now. */
export interface Signals {
  /** The last value; NaN when the sensor knows none, null when it says nothing at present. */
  value(channel: string): number | null;
}

/** A span of plant time over which signals hold, monotonic seconds. */
export interface Span {
  readonly fromS: number;
  readonly toS: number;
}

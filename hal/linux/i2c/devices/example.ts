// The interface of a device's example, which the common test of all devices uses.

export interface DeviceExample {
  /** A configuration entry without `bus`, `address` and `device`. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** A plant value for each channel that the entry names, in the channel's unit. */
  readonly values: Readonly<Record<string, number>>;
  /** Allowed difference by channel, in the channel's unit, because of the device's resolution. */
  readonly tolerances: Readonly<Record<string, number>>;
}

// What the shared test of all devices needs to know of each.

export interface DeviceExample {
  /** An entry of the configuration, without bus, address and device. */
  readonly keys: Readonly<Record<string, unknown>>;
  /** A value of the plant for each channel that the entry names, in the channel's unit. */
  readonly values: Readonly<Record<string, number>>;
  /** How far the device's steps may be off, by channel, in the channel's unit. */
  readonly tolerances: Readonly<Record<string, number>>;
}

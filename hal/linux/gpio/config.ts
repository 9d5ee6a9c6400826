// What the configuration says about lines of the GPIO header.

/** Pulses of a sensor at the chain, as its path or as its speed. */
export interface PulseInputConfig {
  /** BCM number of the header's pin: the offset of the line on its chip. */
  readonly line: number;
  readonly role: 'pulses';
  readonly channel: 'chain.velocity' | 'chain.position';
  /** Path of the chain between two pulses, metres. */
  readonly metresPerPulse: number;
  /** A pulse is the line being low. Default false. */
  readonly activeLow?: boolean | undefined;
  /** Seconds without a readable line after which the channel is stale. Default 0.2. */
  readonly staleAfter?: number | undefined;
}

export interface EmergencyStopConfig {
  readonly line: number;
  readonly role: 'emergencyStop';
  /** The stop is pressed while the line is low, and so is one whose wire is broken. Default false. */
  readonly activeLow?: boolean | undefined;
}

export type GpioInputConfig = PulseInputConfig | EmergencyStopConfig;

/** A brake or a contactor. */
export interface SwitchOutputConfig {
  readonly line: number;
  readonly energised: 'release' | 'connect';
  /** The value without power. */
  readonly safe: 0 | 1;
  /** Energised is the line being low. Default false. */
  readonly activeLow?: boolean | undefined;
}

/** Toggled every control tick, for an external watchdog relay. */
export interface HeartbeatConfig {
  readonly line: number;
  readonly role: 'heartbeat';
}

export type GpioOutputConfig = SwitchOutputConfig | HeartbeatConfig;

/** In place of a chip's label: the chip of the header, on every Raspberry Pi. */
export const AUTO_CHIP = 'auto';

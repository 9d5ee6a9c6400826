// What the configuration says about devices on I2C buses.

interface Place {
  /** Number of the bus: `/dev/i2c-<bus>`. */
  readonly bus: number;
  readonly address: number;
}

interface Sensor extends Place {
  /** Seconds without a sample after which the device's channels are stale. Default 0.2. */
  readonly staleAfter?: number | undefined;
}

/** Voltage, current and power monitor. */
export interface Ina226Config extends Sensor {
  readonly device: 'ina226';
  readonly shuntOhms: number;
  readonly channels: {
    readonly voltage?: string | undefined;
    readonly current?: string | undefined;
    readonly power?: string | undefined;
  };
  /** Plant per what is at the pins: of a divider, of a transducer. Power is scaled by both. */
  readonly scale?:
    | {
        /** Above 0. Default 1. */
        readonly voltage?: number | undefined;
        /** Below 0 it turns the sign of current and power. Default 1. */
        readonly current?: number | undefined;
      }
    | undefined;
}

/** value = volts * scale + offset, in the unit of the channel. */
export interface Ads1115Input {
  readonly channel: string;
  /** Default 1. */
  readonly scale?: number | undefined;
  /** Default 0. */
  readonly offset?: number | undefined;
}

/** Analogue to digital converter. */
export interface Ads1115Config extends Sensor {
  readonly device: 'ads1115';
  /** Inputs against ground, by number. */
  readonly inputs: Readonly<Partial<Record<'0' | '1' | '2' | '3', Ads1115Input | undefined>>>;
}

/** Temperature sensor. */
export interface Mcp9808Config extends Sensor {
  readonly device: 'mcp9808';
  readonly channels: { readonly temperature: string };
}

/** Magnetic angle sensor. */
export interface As5600Config extends Sensor {
  readonly device: 'as5600';
  readonly channels: { readonly speed?: string | undefined; readonly position?: string | undefined };
  /** Unit of the channel per radian. Default 1. */
  readonly scale?: number | undefined;
}

/** Digital to analogue converter for a setpoint. */
export interface Mcp4725Config extends Place {
  readonly device: 'mcp4725';
  /** What outputs call it. */
  readonly name: string;
}

export type I2cSensorConfig = Ina226Config | Ads1115Config | Mcp9808Config | As5600Config;
export type I2cDeviceConfig = I2cSensorConfig | Mcp4725Config;

/** A setpoint that is written to a converter each control tick. */
export interface I2cOutputConfig {
  /** Name of the device in the configuration. */
  readonly i2c: string;
  readonly unit: 'fraction';
  readonly safe: number;
  /** What makes the output safe when the program is silent: the drive by itself, or the contactor. */
  readonly timeout: 'drive' | 'contactor';
}

export const DEFAULT_STALE_AFTER_S = 0.2;

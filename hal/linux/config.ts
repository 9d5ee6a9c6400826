// What the configuration says about the devices of a real machine.
import type { GpioInputConfig, GpioOutputConfig } from './gpio/config.js';
import type { I2cDeviceConfig, I2cOutputConfig } from './i2c/config.js';
import type { SerialOutputConfig, SerialPortConfig } from './serial/config.js';

export interface LinuxHalConfig {
  /** Serial ports by name. */
  readonly serial?: Readonly<Record<string, SerialPortConfig>> | undefined;
  /** Devices on I2C buses. */
  readonly i2c?: readonly I2cDeviceConfig[] | undefined;
  /** Label of the chip of every GPIO line. Default `auto`: the header's, on every Raspberry Pi. */
  readonly gpioChip?: string | undefined;
  /** GPIO inputs by name. */
  readonly gpio?: Readonly<Record<string, GpioInputConfig>> | undefined;
  /** Outputs by name. */
  readonly outputs?:
    | Readonly<Record<string, SerialOutputConfig | I2cOutputConfig | GpioOutputConfig>>
    | undefined;
}

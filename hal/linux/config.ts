// What the configuration says about the devices of a real machine.
import type { SerialOutputConfig, SerialPortConfig } from './serial/config.js';

export interface LinuxHalConfig {
  /** Serial ports by name. */
  readonly serial?: Readonly<Record<string, SerialPortConfig>> | undefined;
  /** Outputs by name. */
  readonly outputs?: Readonly<Record<string, SerialOutputConfig>> | undefined;
}

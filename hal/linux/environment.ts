// The clock and the access to the operating system that drivers use.
import type { OpenGpioLines } from './gpio/lines.js';
import type { OpenI2cPort } from './i2c/port.js';
import type { OpenLink } from './serial/port/link.js';

export interface DriverEnvironment {
  /** Monotonic time in seconds. */
  readonly clock: () => number;
  /** Default: the ports of the operating system. */
  readonly openSerialLink?: OpenLink | undefined;
  /** Default: the buses of the operating system. */
  readonly openI2cPort?: OpenI2cPort | undefined;
  /** Default: the lines of the operating system. */
  readonly openGpio?: OpenGpioLines | undefined;
}

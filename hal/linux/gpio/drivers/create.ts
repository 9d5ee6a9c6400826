// Makes a driver for each configured GPIO line.
import { SENSOR_CHANNELS } from '../../../channels.js';
import type { Driver, DriverFactory } from '../../driver.js';
import { AUTO_CHIP } from '../config.js';
import { openGpioLines } from '../find-gpio.js';
import { SharedLines } from '../shared-lines.js';
import { EmergencyStopDriver } from './emergency-stop-driver.js';
import { LineOutput } from './line-output.js';
import { PulseDriver } from './pulse-driver.js';

/** What no chain does: pulses that would need more are none. */
const MAX_SPEED_MPS = plausibleMax('chain.velocity');
const MAX_ACCELERATION_MPS2 = plausibleMax('chain.acceleration');

export const createGpioDrivers: DriverFactory = (
  { gpioChip = AUTO_CHIP, gpio = {}, outputs = {} },
  { clock, openGpio = openGpioLines },
) => {
  const lines = new SharedLines(gpioChip, clock, openGpio);
  const inputs = Object.entries(gpio).map(([name, config]): Driver => {
    if (config.role === 'emergencyStop') return new EmergencyStopDriver(name, config, lines);
    return new PulseDriver({
      name,
      config,
      lines,
      maxSpeedMps: MAX_SPEED_MPS,
      maxAccelerationMps2: MAX_ACCELERATION_MPS2,
    });
  });
  const driven = Object.entries(outputs).flatMap(([name, config]) =>
    'line' in config ? [new LineOutput(name, config, lines)] : [],
  );
  return [...driven, ...inputs];
};

function plausibleMax(channel: string): number {
  return SENSOR_CHANNELS.find(({ name }) => name === channel)!.max;
}

// Makes a driver for each configured sensor and each setpoint output on an I2C bus.
import { i2cSource } from '../../i2c-names.js';
import type { Driver } from '../driver.js';
import type { DriverEnvironment } from '../environment.js';
import { I2cBus } from './bus.js';
import { createChip, setpointWriter } from './devices/drivers.js';
import { openI2cPort } from './port.js';
import { type I2cOutputConfig, type I2cSections, isConverter } from './schema.js';
import { SensorDriver } from './sensor-driver.js';
import { SetpointDriver } from './setpoint-driver.js';

/** A converter that no output names gets no driver, because there is no setpoint for it. */
export function createDrivers(
  { i2c, outputs }: I2cSections,
  { clock, openI2cPort: openPort = openI2cPort }: DriverEnvironment,
): Driver[] {
  const setpoints = Object.entries(outputs).filter(
    (entry): entry is [string, I2cOutputConfig] => 'i2c' in entry[1],
  );
  const buses = new Map<number, I2cBus>();
  const busOf = (number: number): I2cBus => {
    const bus = buses.get(number) ?? new I2cBus(number, openPort, clock);
    buses.set(number, bus);
    return bus;
  };
  return i2c.flatMap((config): Driver[] => {
    const { address } = config;
    const source = i2cSource(config);
    if (!isConverter(config)) {
      const { staleAfter: staleAfterS } = config;
      const chip = createChip(config);
      return [new SensorDriver({ source, address, staleAfterS, chip, bus: busOf(config.bus), clock })];
    }
    const named = setpoints.find(([, { i2c: device }]) => device === config.name);
    if (named === undefined) return [];
    const [name, { safe }] = named;
    const output = { name, role: 'load', safe } as const;
    const writeSetpoint = setpointWriter(config);
    return [new SetpointDriver({ source, address, output, writeSetpoint, bus: busOf(config.bus), clock })];
  });
}

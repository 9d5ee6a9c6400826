// Makes a driver for each configured device on an I2C bus, with the outputs that are on it.
import { HalError } from '../../hal.js';
import { i2cSource } from '../../i2c-names.js';
import type { Driver, DriverFactory } from '../driver.js';
import { I2cBus } from './bus.js';
import { DEFAULT_STALE_AFTER_S, type I2cOutputConfig, type Mcp4725Config } from './config.js';
import { createChip, SETPOINTS } from './devices/index.js';
import { openI2cPort } from './port.js';
import { SensorDriver } from './sensor-driver.js';
import { SetpointDriver } from './setpoint-driver.js';

type NamedOutput = readonly [name: string, config: I2cOutputConfig];

/** A converter that no output names has no driver: nobody says what it should hold. */
export const createI2cDrivers: DriverFactory = (
  { i2c = [], outputs = {} },
  { clock, openI2cPort: openPort = openI2cPort },
) => {
  const setpoints = Object.entries(outputs).filter(
    (entry): entry is [string, I2cOutputConfig] => 'i2c' in entry[1],
  );
  const converters = i2c.filter((device) => device.device === 'mcp4725');
  for (const output of setpoints) assertConverter(output, setpoints, converters);
  const buses = new Map<number, I2cBus>();
  const busOf = (number: number): I2cBus => {
    const bus = buses.get(number) ?? new I2cBus(number, openPort, clock);
    buses.set(number, bus);
    return bus;
  };
  return i2c.flatMap((config): Driver[] => {
    const { address } = config;
    const source = i2cSource(config);
    if (config.device !== 'mcp4725') {
      const { staleAfter: staleAfterS = DEFAULT_STALE_AFTER_S } = config;
      const chip = createChip(config);
      return [new SensorDriver({ source, address, staleAfterS, chip, bus: busOf(config.bus), clock })];
    }
    const named = setpoints.find(([, { i2c: device }]) => device === config.name);
    if (named === undefined) return [];
    const [name, { safe }] = named;
    const output = { name, role: 'load', safe } as const;
    const writeSetpoint = SETPOINTS[config.device];
    return [new SetpointDriver({ source, address, output, writeSetpoint, bus: busOf(config.bus), clock })];
  });
};

function assertConverter(
  [name, { i2c: device }]: NamedOutput,
  all: readonly NamedOutput[],
  converters: readonly Mcp4725Config[],
): void {
  const names = converters.map((converter) => converter.name);
  if (!names.includes(device)) {
    const fix = `Name one of the mcp4725 below hal.i2c: ${names.join(', ') || 'there is none'}.`;
    throw new HalError(
      'not_supported',
      `hal.outputs.${name} names the device ${device}, which is not there.`,
      fix,
    );
  }
  const first = all.find(([, other]) => other.i2c === device)![0];
  if (first !== name) {
    const message = `hal.outputs.${name} names the device ${device}, which hal.outputs.${first} drives.`;
    throw new HalError('not_supported', message, 'Give each output a device of its own.');
  }
}

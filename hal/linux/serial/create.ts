// Makes a driver for each configured serial port, with the outputs on that port.
import type { Driver } from '../driver.js';
import type { DriverEnvironment } from '../environment.js';
import type { SerialOutputConfig, SerialSections } from './schema.js';
import { SerialDriver } from './serial-driver.js';

export function createDrivers(
  { serial, outputs }: SerialSections,
  { clock, openSerialLink }: DriverEnvironment,
): Driver[] {
  const loads = Object.entries(outputs).filter(
    (entry): entry is [string, SerialOutputConfig] => 'serial' in entry[1],
  );
  return Object.entries(serial).map(
    ([name, config]) =>
      new SerialDriver({
        name,
        config,
        outputs: Object.fromEntries(loads.filter(([, output]) => output.serial === name)),
        clock,
        openLink: openSerialLink,
      }),
  );
}

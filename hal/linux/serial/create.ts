// Makes a driver for each configured serial port, with the outputs that it carries.
import { HalError } from '../../hal.js';
import type { DriverFactory } from '../driver.js';
import type { SerialOutputConfig } from './config.js';
import { SerialDriver } from './serial-driver.js';

export const createSerialDrivers: DriverFactory = (
  { serial = {}, outputs = {} },
  { clock, openSerialLink },
) => {
  const loads = Object.entries(outputs).filter(
    (entry): entry is [string, SerialOutputConfig] => 'serial' in entry[1],
  );
  for (const [output, { serial: port }] of loads) {
    if (!Object.hasOwn(serial, port)) {
      const fix = `Name one of the ports below hal.serial: ${Object.keys(serial).join(', ') || 'there is none'}.`;
      throw new HalError(
        'not_supported',
        `hal.outputs.${output} names the serial port ${port}, which is not there.`,
        fix,
      );
    }
  }
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
};

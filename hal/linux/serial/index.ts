// Registers serial ports as a kind of source.
import { checkSerial, checkSerialOutputs } from './checks.js';
import { recordChannels } from './fields.js';
import { type SerialPortConfig, serial, serialSetpoint } from './schema.js';

export const serialPorts = {
  name: 'serial',
  sections: { serial },
  outputs: [serialSetpoint],
  checks: [checkSerial, checkSerialOutputs],
  sources: (config: { readonly serial: Readonly<Record<string, SerialPortConfig>> }) =>
    Object.entries(config.serial).map(([name, { records }]) => ({
      source: `serial.${name}`,
      channels: recordChannels(records),
    })),
  drivers: () => import('./create.js'),
} as const;

// Registers serial ports as a kind of source.
import { recordChannels } from './fields.js';
import { type SerialPortConfig, serial, serialSetpoint } from './schema.js';

export const serialPorts = {
  name: 'serial',
  sections: { serial },
  outputs: [serialSetpoint],
  sources: (config: { readonly serial: Readonly<Record<string, SerialPortConfig>> }) =>
    Object.entries(config.serial).map(([name, { records }]) => ({
      source: `serial.${name}`,
      channels: recordChannels(records),
    })),
  drivers: () => import('./create.js'),
} as const;

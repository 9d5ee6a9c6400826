// An example configuration of an INA226 with values that it can measure, for the tests.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = {
  keys: {
    shuntOhms: 0.002,
    scale: { voltage: 10 },
    channels: { voltage: 'generator.voltage', current: 'generator.current', power: 'generator.power' },
  },
  values: { 'generator.voltage': 155, 'generator.current': 28.6, 'generator.power': 4433 },
  tolerances: { 'generator.voltage': 0.02, 'generator.current': 0.005, 'generator.power': 1 },
};

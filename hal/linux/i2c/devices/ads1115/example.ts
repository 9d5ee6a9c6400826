// An example configuration of an ADS1115 with values that it can measure, for the tests.
import type { DeviceExample } from '../example.js';

export const example: DeviceExample = {
  keys: {
    inputs: {
      0: { channel: 'pneumatics.tankPressure', scale: 250_000, offset: -125_000, live: [0.4, 3.2] },
      3: { channel: 'chain.tension', scale: 2000 },
    },
  },
  values: { 'pneumatics.tankPressure': 257_000, 'chain.tension': 5800 },
  tolerances: { 'pneumatics.tankPressure': 20, 'chain.tension': 0.2 },
};

// Runs the conformance suite on every HAL of the product.
import { describe, it } from 'vitest';
import { LinuxHal } from '../../hal/linux/linux-hal.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { VirtualGpio } from '../../hal/virtual/gpio/virtual-gpio.js';
import { HAL_CONFORMANCE, type HalUnderTest, type MakeHal } from '../../src/testing/hal-conformance.js';
import { PLANT_DEFAULTS } from '../support/plant-defaults.js';
import { DEVICES, LOAD, VirtualPlant } from './linux/i2c/plant.js';
import { FakePort, settle } from './linux/serial/fake-link.js';
import { nmea } from './linux/serial/nmea-line.js';

const TICK_S = 1 / 60;

/** The serial HAL on a port in memory, whose sensor sends 60 records a second of virtual time. */
const makeSerialHal: MakeHal = async () => {
  let nowS = 100;
  const port = new FakePort();
  const hal = new LinuxHal({
    serial: {
      chain: {
        path: 'in memory',
        records: { KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.position', 'chain.tension'] },
      },
    },
    outputs: { load: { serial: 'chain', record: 'KPPLD', unit: 'fraction', safe: 0, timeout: 'drive' } },
    clock: () => nowS,
    openSerialLink: port.open,
  });
  const pass: HalUnderTest['pass'] = async (seconds, how = 'ticking') => {
    for (let left = Math.ceil(seconds / TICK_S); left > 0; left--) {
      nowS += TICK_S;
      port.receive(`${nmea(`KPPCH,1,${Math.round(nowS * 1000)},1.5,${nowS.toFixed(3)},5780`)}\r\n`);
      if (how === 'ticking') {
        hal.advance(nowS);
      }
      await settle();
    }
  };
  return { hal, source: 'serial.chain', nowS: () => nowS, pass, dispose: () => hal.close() };
};

/** The GPIO HAL on a chip in memory, whose chain turns at 1.5 m/s. */
const makeGpioHal: MakeHal = async () => {
  let nowS = 100;
  const gpio = new VirtualGpio();
  const hal = new LinuxHal({
    gpio: {
      speed: { line: 17, role: 'pulses', channel: 'chain.velocity', metresPerPulse: 0.02 },
      path: { line: 18, role: 'pulses', channel: 'chain.position', metresPerPulse: 0.02 },
      estop: { line: 27, role: 'emergencyStop' },
    },
    outputs: {
      brake: { line: 22, energised: 'release', safe: 0 },
      contactor: { line: 23, energised: 'connect', safe: 1, activeLow: true },
      heartbeat: { line: 24, role: 'heartbeat' },
    },
    clock: () => nowS,
    openGpio: gpio.open,
  });
  const pulse = () => {
    for (const level of [1, 0] as const) {
      for (const line of [17, 18]) gpio.set(line, level, nowS);
    }
  };
  let pathM = 0;
  const pass: HalUnderTest['pass'] = async (seconds, how = 'ticking') => {
    gpio.isHeldUp = how === 'stalled';
    for (let left = Math.ceil(seconds / TICK_S); left > 0; left--) {
      nowS += TICK_S;
      for (pathM += 1.5 * TICK_S; pathM >= 0.02; pathM -= 0.02) pulse();
      if (how === 'ticking') hal.advance(nowS);
      await settle();
    }
  };
  return { hal, source: 'gpio.speed', nowS: () => nowS, pass, dispose: () => hal.close() };
};

/** The I2C HAL on a bus in memory, with a chip of each kind. */
const makeI2cHal: MakeHal = async () => {
  const plant = new VirtualPlant();
  const hal = new LinuxHal({
    i2c: DEVICES,
    outputs: { load: LOAD },
    clock: () => plant.nowS,
    openI2cPort: plant.bus.open,
  });
  const pass: HalUnderTest['pass'] = (seconds, how = 'ticking') =>
    plant.pass(seconds, (nowS) => {
      if (how === 'ticking') hal.advance(nowS);
    });
  return { hal, source: 'i2c.1.0x36', nowS: () => plant.nowS, pass, dispose: () => hal.close() };
};

/** The simulated plant in virtual time. */
const makeSimHal: MakeHal = async () => {
  let nowS = 100;
  const hal = new SimHal({ parameters: PLANT_DEFAULTS });
  const pass: HalUnderTest['pass'] = async (seconds, how = 'ticking') => {
    for (let left = Math.ceil(seconds / TICK_S); left > 0; left--) {
      nowS += TICK_S;
      if (how === 'ticking') {
        hal.advance(nowS);
      }
    }
  };
  return { hal, source: 'sim', nowS: () => nowS, pass, dispose: () => hal.close() };
};

const HALS: Readonly<Record<string, MakeHal>> = {
  'hal/linux/serial': makeSerialHal,
  'hal/linux/gpio': makeGpioHal,
  'hal/linux/i2c': makeI2cHal,
  'hal/sim': makeSimHal,
};

describe.each(Object.entries(HALS))('%s', (_, makeHal) => {
  it.each(HAL_CONFORMANCE)('$name', ({ run }) => run(makeHal));
});

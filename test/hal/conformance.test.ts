// Runs the conformance suite on every HAL of the product.
import { describe, it } from 'vitest';
import { LinuxHal } from '../../hal/linux/linux-hal.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import { VirtualGpio } from '../../hal/virtual/gpio/virtual-gpio.js';
import { VirtualDevicesHal } from '../../hal/virtual/virtual-devices-hal.js';
import { inVirtualTime } from '../../src/testing/conformance/check-hal.js';
import { HAL_CONFORMANCE, type MakeHal } from '../../src/testing/conformance/hal-conformance.js';
import { DEVICES, LOAD, VirtualPlant } from './linux/i2c/plant.js';
import { FakePort } from './linux/serial/fake-link.js';
import { nmea } from './linux/serial/nmea-line.js';
import { linuxConfig } from './linux-config.js';
import { PLANT_DEFAULTS } from './sim/plant-defaults.js';

const TICK_S = 1 / 60;

/** The serial HAL on a port in memory, whose sensor sends 60 records a second of virtual time. */
function makeSerialHal(): MakeHal {
  let port = new FakePort();
  return inVirtualTime({
    source: 'serial.chain',
    create: (clock) => {
      port = new FakePort();
      const config = linuxConfig({
        serial: {
          chain: {
            path: 'in memory',
            records: { KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.position', 'chain.tension'] },
          },
        },
        outputs: { load: { serial: 'chain', timeout: 'drive' } },
      });
      return new LinuxHal({ ...config, clock, openSerialLink: port.open });
    },
    device: (nowS) =>
      port.receive(`${nmea(`KPPCH,1,${Math.round(nowS * 1000)},1.5,${nowS.toFixed(3)},5780`)}\r\n`),
  });
}

/** The GPIO HAL on a chip in memory, whose chain turns at 1.5 m/s. */
function makeGpioHal(): MakeHal {
  let gpio = new VirtualGpio();
  let pathM = 0;
  return inVirtualTime({
    source: 'gpio.speed',
    create: (clock) => {
      gpio = new VirtualGpio();
      pathM = 0;
      const config = linuxConfig({
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
      });
      return new LinuxHal({ ...config, clock, openGpio: gpio.open });
    },
    device: (nowS, _hal, how) => {
      gpio.isHeldUp = how === 'stalled';
      for (pathM += 1.5 * TICK_S; pathM >= 0.02; pathM -= 0.02) {
        for (const level of [1, 0] as const) for (const line of [17, 18]) gpio.set(line, level, nowS);
      }
    },
  });
}

/** The I2C HAL on a bus in memory, with a chip of each kind. */
function makeI2cHal(): MakeHal {
  let plant = new VirtualPlant();
  return inVirtualTime({
    source: 'i2c.1.0x36',
    create: (clock) => {
      plant = new VirtualPlant();
      const config = linuxConfig({ i2c: DEVICES, outputs: { load: LOAD } });
      return new LinuxHal({ ...config, clock, openI2cPort: plant.bus.open });
    },
    device: (nowS) => {
      plant.nowS = nowS;
    },
  });
}

/** Serial line, bus and pins together, on devices that are wired to the simulated plant. */
function makeVirtualDevicesHal(): MakeHal {
  return inVirtualTime({
    source: 'serial.chain',
    create: (clock) => {
      const config = linuxConfig({
        serial: {
          chain: {
            path: 'in memory',
            records: { KPPCH: ['seq', 'timeMs', 'chain.velocity', 'chain.position', 'chain.tension'] },
          },
        },
        i2c: [
          { bus: 1, address: 0x36, device: 'as5600', channels: { speed: 'generator.speed' } },
          { bus: 1, address: 0x60, device: 'mcp4725', name: 'dac' },
        ],
        gpio: {
          pulses: { line: 17, role: 'pulses', channel: 'chain.velocity', metresPerPulse: 0.05 },
          estop: { line: 27, role: 'emergencyStop', activeLow: true },
        },
        outputs: { brake: { line: 22, energised: 'release', safe: 0 }, load: LOAD },
      });
      return new VirtualDevicesHal({ ...config, parameters: PLANT_DEFAULTS, clock });
    },
  });
}

/** The simulated plant in virtual time. */
function makeSimHal(): MakeHal {
  return inVirtualTime({ source: 'sim', create: () => new SimHal({ parameters: PLANT_DEFAULTS }) });
}

const HALS: Readonly<Record<string, MakeHal>> = {
  'hal/linux/serial': makeSerialHal(),
  'hal/linux/gpio': makeGpioHal(),
  'hal/linux/i2c': makeI2cHal(),
  'hal/virtual': makeVirtualDevicesHal(),
  'hal/sim': makeSimHal(),
};

describe.each(Object.entries(HALS))('%s', (_, makeHal) => {
  it.each(HAL_CONFORMANCE)('$name', ({ run }) => run(makeHal));
});

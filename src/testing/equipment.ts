// What the controller of a virtual run runs on: the simulated plant, or the drivers of the configuration on virtual devices.
import type { Hal } from '../../hal/hal.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import type { VirtualDevices } from '../../hal/virtual/virtual-devices.js';
import type { Config } from '../config/index.js';
import type { WatchedOutput } from '../heartbeat/lease/watch.js';

export interface Equipment {
  readonly hal: Hal;
  /** The plant and its sensors, behind whatever HAL. */
  readonly simulation: SimHal;
  /** The devices between the two; null where the simulation is the HAL. */
  readonly devices: VirtualDevices | null;
}

/** Makes the equipment of a run with this clock, in monotonic seconds. */
export type Equip = (clock: () => number) => Equipment;

/** @throws HalError when the configuration contradicts itself, once it is called with a clock */
export async function equipmentFor(config: Config): Promise<Equip> {
  return config.hal.kind === 'linux' ? await drivers(config) : simulation(config);
}

function simulation({ plant, hal, channels }: Config): Equip {
  return () => {
    const parameters = simulationParameters(plant, hal.sim);
    const simulated = new SimHal({ parameters, limits: (name) => channels[name] ?? {} });
    return { hal: simulated, simulation: simulated, devices: null };
  };
}

/** The drivers bring native modules with them, which a run on the simulation alone does without. */
async function drivers(config: Config): Promise<Equip> {
  const { VirtualDevicesHal } = await import('../../hal/virtual/virtual-devices-hal.js');
  const settings = (name: string) => config.channels[name] ?? {};
  const { sim, serial, i2c, gpioChip, gpio, outputs } = config.hal;
  const parameters = simulationParameters(config.plant, sim);
  return (clock) => {
    const options = { serial, i2c, gpioChip, gpio, outputs, parameters, clock };
    const hal = new VirtualDevicesHal({ ...options, limits: settings, voting: settings });
    return { hal, simulation: hal.simulation, devices: hal.devices };
  };
}

/**
 * The lines of the simulated plant that the guard makes safe while control stands still: brake and contactor. The load is a
 * setpoint, which is beyond its reach. Virtual devices have no lines for a guard, here as in a live run.
 *
 * @param nowS when the guard writes, seconds: the plant goes on until then with what it was driven with before
 */
export function guardedOutputs({ simulation, devices }: Equipment, nowS: () => number): WatchedOutput[] {
  if (devices !== null) return [];
  const { drivetrain } = simulation.plant;
  return (['brakeReleased', 'contactorClosed'] as const).map((name) => ({
    name,
    safeLevel: 0,
    line: {
      read: () => (drivetrain[name] ? 1 : 0),
      write: (level) => {
        simulation.advance(nowS());
        drivetrain[name] = level === 1;
      },
    },
  }));
}

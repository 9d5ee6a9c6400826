// Makes the HAL of a virtual run: the simulated plant itself, or the configured drivers on virtual devices.
import type { Hal } from '../../hal/hal.js';
import { simulationParameters } from '../../hal/sim/parameters.js';
import { SimHal } from '../../hal/sim/sim-hal.js';
import type { VirtualDevices } from '../../hal/virtual/virtual-devices.js';
import { ownNames } from '../catalogue/own-channels.js';
import { type Config, DEFAULT_CHANNEL } from '../config/index.js';
import type { WatchedOutput } from '../heartbeat/lease/watch.js';

export interface Equipment {
  readonly hal: Hal;
  /** The simulated plant and its sensors, behind either HAL. */
  readonly simulation: SimHal;
  /** The devices between drivers and plant; null when the simulation is the HAL. */
  readonly devices: VirtualDevices | null;
}

/** Makes the equipment of a run. `clock` gives monotonic time, s. */
export type Equip = (clock: () => number) => Equipment;

/** The returned function throws a HalError when the configuration contradicts itself. */
export async function equipmentFor(config: Config): Promise<Equip> {
  return config.hal.kind === 'linux' ? await drivers(config) : simulation(config);
}

function simulation({ plant, hal, channels }: Config): Equip {
  return () => {
    const parameters = simulationParameters(plant, hal.sim);
    const simulated = new SimHal({
      parameters,
      limits: (name) => channels[name] ?? {},
      extraChannels: ownNames(channels),
    });
    return { hal: simulated, simulation: simulated, devices: null };
  };
}

/** Imports the drivers only when they are needed: they load native modules. */
async function drivers(config: Config): Promise<Equip> {
  const { VirtualDevicesHal } = await import('../../hal/virtual/virtual-devices-hal.js');
  const settings = (name: string) => config.channels[name] ?? DEFAULT_CHANNEL;
  const { kind: _kind, sim, ...sections } = config.hal;
  const parameters = simulationParameters(config.plant, sim);
  return (clock) => {
    const options = { ...sections, parameters, clock };
    const hal = new VirtualDevicesHal({
      ...options,
      limits: settings,
      voting: settings,
      extraChannels: ownNames(config.channels),
    });
    return { hal, simulation: hal.simulation, devices: hal.devices };
  };
}

/**
 * The lines of the simulated plant that the guard makes safe while the control thread stands still: brake and contactor. The load
 * is a setpoint, which the guard cannot write. Virtual devices have no lines for the guard, here as in a live run.
 *
 * @param nowS time at which the guard writes, s: until then the plant continues with its earlier outputs
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

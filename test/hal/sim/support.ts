// Helpers for the tests of the simulated plant.
import type { Hal, HalListener } from '../../../hal/hal.js';
import type { SimulationParameters } from '../../../hal/sim/parameters.js';
import { Plant } from '../../../hal/sim/plant.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';

export const STEP_S = 1 / 60;
export const IGNORE: HalListener = {
  lost: () => {},
  recovered: () => {},
  warned: () => {},
  emergencyStop: () => {},
};

/** A plant with its brake released and its contactor closed. */
export function runningPlant(load: number, changes: Partial<SimulationParameters> = {}): Plant {
  const plant = new Plant({ ...PLANT_DEFAULTS, ...changes });
  plant.drivetrain.brakeReleased = true;
  plant.drivetrain.contactorClosed = true;
  plant.drivetrain.load = load;
  return plant;
}

export function simulate(plant: Plant, seconds: number, stepRateHz = 60): void {
  for (let i = 0; i < Math.round(seconds * stepRateHz); i++) plant.step(1 / stepRateHz);
}

/** Advances a HAL that was opened at 0 s from one time to another, tick by tick. */
export function advance(hal: Hal, fromS: number, toS: number, eachTick: () => void = () => {}): void {
  for (let tick = Math.round(fromS * 60) + 1; tick <= Math.round(toS * 60); tick++) {
    hal.advance(tick / 60);
    eachTick();
  }
}

// The temperature of the computer: the hottest of its thermal zones.
import type { FileTree } from './file-tree.js';

const ZONES = '/sys/class/thermal';
/** A zone without a sensor gives a number outside this range. */
const POSSIBLE_DEGC = { min: -40, max: 150 };
const MILLI = 1000;

export interface ThermalZone {
  /** The kernel's name of the sensor, for example `cpu-thermal`. */
  readonly type: string;
  readonly degC: number;
}

/** Null when the computer has no temperature sensor. */
export function hottestZone(tree: FileTree): ThermalZone | null {
  const zones = tree
    .list(ZONES)
    .filter((name) => /^thermal_zone\d+$/.test(name))
    .map((name) => ({
      type: tree.read(`${ZONES}/${name}/type`).trim(),
      degC: Number.parseInt(tree.read(`${ZONES}/${name}/temp`), 10) / MILLI,
    }))
    .filter(({ degC }) => degC >= POSSIBLE_DEGC.min && degC <= POSSIBLE_DEGC.max)
    .sort((a, b) => b.degC - a.degC);
  return zones[0] ?? null;
}

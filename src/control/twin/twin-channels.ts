// The channels that the digital twin predicts, and those that it cannot do without.

export { TWIN_CHANNELS } from '../../../hal/channels.js';

/** Positions in TWIN_CHANNELS. */
export const VELOCITY = 0;
export const SPEED = 1;
export const PRESSURE = 2;

/** Why the twin can't run on a plant with these sensors, in a sentence; null when it can. */
export function twinUnavailable(sensors: readonly string[]): string | null {
  const has = (...names: string[]) => names.some((name) => sensors.includes(name));
  if (!has('chain.velocity', 'generator.speed'))
    return 'neither chain.velocity nor generator.speed is measured';
  if (!has('pneumatics.tankPressure', 'pneumatics.compressorPower')) {
    return 'neither pneumatics.tankPressure nor pneumatics.compressorPower is measured';
  }
  return null;
}

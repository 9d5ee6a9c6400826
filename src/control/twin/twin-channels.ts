// The channels that the digital twin predicts, and those that it cannot do without.

/** The channels that the twin predicts; a residual channel `twin.residual.<channel>` belongs to each that is measured. */
export const TWIN_CHANNELS = ['chain.velocity', 'generator.speed', 'pneumatics.tankPressure'] as const;
/** Positions in it. */
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

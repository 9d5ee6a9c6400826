// The channels that a sensor can provide: names, units, ranges and meanings, in the order of the telemetry.

/** The description of a channel. `min` and `max` are the physically plausible range: information only, no value is rejected. */
export interface ChannelInfo {
  readonly name: string;
  /** SI unit symbol; `1` for a ratio. */
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly description: string;
}

function channel<Name extends string>(
  name: Name,
  unit: string,
  min: number,
  max: number,
  description: string,
): ChannelInfo & { readonly name: Name } {
  return { name, unit, min, max, description };
}

const TABLE = [
  channel('chain.velocity', 'm/s', -20, 20, 'speed of the chain, positive when the air side rises'),
  channel('chain.acceleration', 'm/s^2', -200, 200, 'rate of change of the speed of the chain'),
  channel('chain.position', 'm', -1e9, 1e9, 'path travelled by the chain'),
  channel('chain.tension', 'N', 0, 200_000, 'tension of the chain at the upper sprocket'),
  channel('generator.speed', 'rad/s', -500, 500, 'angular speed of the generator shaft'),
  channel('generator.torque', 'N m', -1000, 1000, 'electromagnetic torque of the generator'),
  channel('generator.voltage', 'V', -2000, 2000, 'terminal voltage'),
  channel('generator.current', 'A', -500, 500, 'terminal current'),
  channel('generator.power', 'W', -100_000, 100_000, 'electrical power at the terminals'),
  channel('generator.temperature', 'degC', -40, 200, 'winding temperature'),
  channel('pneumatics.tankPressure', 'Pa', 0, 2_000_000, 'absolute pressure of the air tank'),
  channel('pneumatics.compressorPower', 'W', 0, 100_000, 'electrical power of the compressor'),
  channel('water.temperature', 'degC', -5, 100, 'temperature of the water'),
];

/** Channels that a sensor can provide. */
export const SENSOR_CHANNELS: readonly ChannelInfo[] = TABLE;

/** The name of a sensor channel, so that a misspelt name does not compile. */
export type SensorChannel = (typeof TABLE)[number]['name'];

// The parameters of the simulated plant, in SI units; their defaults live with the configuration, under `hal.sim`.

export interface PlantParameters {
  /** Gravity, m/s^2. */
  readonly g: number;
  /** Density of the water, kg/m^3. */
  readonly rho: number;
  /** Ambient pressure at the water's surface, Pa absolute. */
  readonly p0: number;

  /** Length of each straight of the chain's path, m. */
  readonly height: number;
  /** Radius of both sprockets, m. */
  readonly sprocketRadius: number;
  /** Depth of the upper sprocket's axis, m. */
  readonly topDepth: number;
  /** Floaters on the chain, at equal distances. */
  readonly floaters: number;
  /** Volume of a floater, m^3. */
  readonly floaterVolume: number;
  /** Mass of a floater without its water, kg. */
  readonly floaterMass: number;
  readonly dragCoefficient: number;
  /** Area of a floater across its path, m^2. */
  readonly dragArea: number;

  /** Friction of the chain that is there at any speed, N. */
  readonly frictionStatic: number;
  /** Friction of the chain that grows with speed, N s/m. */
  readonly frictionViscous: number;
  /** Turns of the generator for one of the sprocket. */
  readonly gearRatio: number;
  readonly gearEfficiency: number;
  /** Moment of inertia at the generator's shaft, kg m^2. */
  readonly inertia: number;
  /** Torque of the generator at a load of 1, N m. */
  readonly ratedTorque: number;
  /** Shaft speed below which the torque falls linearly to 0, rad/s. */
  readonly minSpeed: number;
  /** Torque for each ampere, N m/A, which is also the voltage for each rad/s. */
  readonly machineConstant: number;
  /** Resistance of the armature, ohm. */
  readonly armatureResistance: number;
  /** Iron and bearing loss of the generator as a torque that grows with speed, N m s. */
  readonly ironLoss: number;

  /** Electrical power of the compressor at `air` 1, W. */
  readonly compressorPower: number;
  /** Isothermal efficiency of the compressor. */
  readonly compressorEfficiency: number;
  /** m^3 */
  readonly tankVolume: number;
  /** Tank pressure above which the compressor stops, Pa absolute. */
  readonly pressureOff: number;
  /** Tank pressure below which it starts again, Pa absolute. */
  readonly pressureOn: number;
  /** Volume flow of the injection valve, m^3/s: its flow of content is this times the pressure difference. */
  readonly valveCoefficient: number;
  /** Length of the path, from the beginning of the ascent, on which air is injected, m. */
  readonly injectionWidth: number;
  /** Share of a floater's volume that injection fills at most. */
  readonly fillMax: number;
  /** Tank pressure at the start, Pa absolute, at least `p0`. */
  readonly initialPressure: number;

  /** Tension of the resting chain, N. */
  readonly pretension: number;
  /** Force of the applied brake, N. */
  readonly brakeForce: number;

  /** Thermal capacity of the generator, J/K. */
  readonly thermalCapacity: number;
  /** Thermal resistance from the generator to the surrounding air, K/W. */
  readonly thermalResistance: number;
  /** degC */
  readonly ambientTemperature: number;
  /** degC */
  readonly waterTemperature: number;

  /** Share of the compressor's power that is used, 0..1. */
  readonly air: number;
  /** Standard deviation of the sensor noise, as a share of a channel's value at the default operating point. */
  readonly noise: number;
  /** Seed of all randomness: the same seed gives the same run. */
  readonly seed: number;
}

// What the digital twin has to know of a plant, as the configuration names it.

/** SI units; the names are those of the simulated plant's parameters, so that one block of configuration serves both. */
export interface TwinParameters {
  readonly g: number;
  readonly rho: number;
  /** Air pressure at the surface, Pa. */
  readonly p0: number;

  /** Length of the ascending straight, m. */
  readonly height: number;
  readonly sprocketRadius: number;
  /** Depth of the upper sprocket's axis, m. */
  readonly topDepth: number;
  readonly floaters: number;
  readonly floaterVolume: number;
  readonly floaterMass: number;
  readonly dragCoefficient: number;
  readonly dragArea: number;
  readonly frictionStatic: number;
  readonly frictionViscous: number;
  readonly brakeForce: number;

  /** Speed of the generator over speed of the sprocket. */
  readonly gearRatio: number;
  readonly gearEfficiency: number;
  /** On the generator shaft, kg m^2. */
  readonly inertia: number;
  readonly ratedTorque: number;
  /** Generator speed below which the torque falls off, rad/s. */
  readonly minSpeed: number;
  readonly ironLoss: number;

  /** Electrical power of the compressor at full air, W. */
  readonly compressorPower: number;
  readonly compressorEfficiency: number;
  readonly tankVolume: number;
  /** Pressures between which the compressor is switched, Pa. */
  readonly pressureOff: number;
  readonly initialPressure: number;
  /** Flow of the injector, m^3/s. */
  readonly valveCoefficient: number;
  /** Length of path over which a floater is filled, m. */
  readonly injectionWidth: number;
  /** Share of its volume to which a floater is filled. */
  readonly fillMax: number;
}

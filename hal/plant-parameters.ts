// The table of a plant's parameters (meaning, unit, range, default) for simulation, twin, configuration and documentation.

export interface PlantParameter {
  /** A noun phrase, without "the" before it. */
  readonly meaning: string;
  /** SI symbol, or degC; absent for a ratio or a count. */
  readonly unit?: string;
  /** The smallest allowed value. */
  readonly min?: number;
  /** The largest allowed value. */
  readonly max?: number;
  /** The value must be larger than this. */
  readonly above?: number;
  /** True for a count. */
  readonly whole?: true;
  /** The value of the reference plant, which is simulated when nothing is configured. */
  readonly default: number;
}

/** The names are the keys of `plant` in the configuration. Pressures are absolute. */
export const PLANT_PARAMETERS = {
  // Surroundings
  g: { meaning: 'gravity', unit: 'm/s^2', above: 0, default: 9.81 },
  rho: { meaning: 'density of the water', unit: 'kg/m^3', above: 0, default: 1000 },
  p0: { meaning: 'air pressure at the surface of the water', unit: 'Pa', above: 0, default: 101_325 },
  waterTemperature: { meaning: 'temperature of the water', unit: 'degC', min: 0, max: 100, default: 12 },
  ambientTemperature: {
    meaning: 'temperature of the air around the generator',
    unit: 'degC',
    min: -60,
    max: 80,
    default: 20,
  },

  // Loop and floaters
  height: { meaning: 'length of each straight of the loop', unit: 'm', above: 0, default: 10 },
  sprocketRadius: { meaning: 'radius of both sprockets', unit: 'm', above: 0, default: 0.5 },
  topDepth: { meaning: "depth of the upper sprocket's axis under water", unit: 'm', above: 0, default: 1 },
  floaters: {
    meaning: 'number of floaters, at equal distances',
    min: 1,
    max: 1000,
    whole: true,
    default: 20,
  },
  floaterVolume: { meaning: 'volume of a floater', unit: 'm^3', above: 0, default: 0.06 },
  floaterMass: { meaning: 'mass of a floater without water', unit: 'kg', above: 0, default: 20 },
  dragCoefficient: { meaning: 'drag coefficient of a floater', min: 0, default: 0.25 },
  dragArea: { meaning: 'area of a floater across its path', unit: 'm^2', min: 0, default: 0.08 },

  // Chain and brake
  frictionStatic: {
    meaning: 'friction of the chain that is the same at every speed',
    unit: 'N',
    min: 0,
    default: 80,
  },
  frictionViscous: {
    meaning: 'friction of the chain for each m/s of its speed',
    unit: 'N s/m',
    min: 0,
    default: 40,
  },
  pretension: { meaning: 'tension of the chain at rest', unit: 'N', min: 0, default: 2000 },
  brakeForce: { meaning: 'force of the applied brake on the chain', unit: 'N', min: 0, default: 12_000 },

  // Gear and generator
  gearRatio: { meaning: 'turns of the generator for one turn of the sprocket', above: 0, default: 12.7 },
  gearEfficiency: { meaning: 'efficiency of the gear', above: 0, max: 1, default: 0.96 },
  inertia: {
    meaning: 'moment of inertia on the generator shaft',
    unit: 'kg m^2',
    min: 0,
    default: 0.5,
  },
  ratedTorque: { meaning: 'torque of the generator at load 1', unit: 'N m', above: 0, default: 160 },
  minSpeed: {
    meaning: 'speed of the generator below which its torque falls off, linearly to 0',
    unit: 'rad/s',
    above: 0,
    default: 5,
  },
  machineConstant: {
    meaning: 'torque of the generator for each ampere, which is also its voltage for each rad/s',
    unit: 'N m/A',
    above: 0,
    default: 4.2,
  },
  armatureResistance: {
    meaning: 'resistance of the winding of the generator',
    unit: 'ohm',
    min: 0,
    default: 0.35,
  },
  ironLoss: {
    meaning: 'torque that iron and bearings of the generator take, for each rad/s',
    unit: 'N m s',
    min: 0,
    default: 0.15,
  },
  thermalCapacity: { meaning: 'heat capacity of the generator', unit: 'J/K', above: 0, default: 12_000 },
  thermalResistance: {
    meaning: 'thermal resistance from the winding of the generator to the air around it',
    unit: 'K/W',
    above: 0,
    default: 0.06,
  },

  // Compressor, tank and injector
  compressorPower: {
    meaning: 'electrical power of the compressor at air 1',
    unit: 'W',
    above: 0,
    default: 12_000,
  },
  compressorEfficiency: {
    meaning: 'isothermal efficiency of the compressor, motor included',
    above: 0,
    max: 1,
    default: 0.72,
  },
  tankVolume: { meaning: 'volume of the air tank', unit: 'm^3', above: 0, default: 1 },
  pressureOff: {
    meaning: 'absolute pressure in the tank above which the compressor stops',
    unit: 'Pa',
    above: 0,
    default: 400_000,
  },
  pressureOn: {
    meaning: 'absolute pressure in the tank below which the compressor runs again',
    unit: 'Pa',
    above: 0,
    default: 380_000,
  },
  valveCoefficient: {
    meaning:
      'flow of the injector: content, pressure times volume, for each second and Pa of pressure difference',
    unit: 'm^3/s',
    above: 0,
    default: 0.35,
  },
  injectionWidth: {
    meaning: 'length of path, from the beginning of the ascent, over which a floater is filled',
    unit: 'm',
    above: 0,
    default: 0.6,
  },
  fillMax: {
    meaning: 'share of its volume to which a floater is filled at most',
    above: 0,
    max: 1,
    default: 0.9,
  },
} as const satisfies Record<string, PlantParameter>;

export type PlantParameterName = keyof typeof PLANT_PARAMETERS;

/** A plant: a value for each parameter of {@link PLANT_PARAMETERS}, in its unit. */
export type PlantParameters = { readonly [name in PlantParameterName]: number };

export const PLANT_PARAMETER_NAMES = Object.keys(PLANT_PARAMETERS) as readonly PlantParameterName[];

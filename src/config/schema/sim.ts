// The simulated plant's parameters, with the defaults of its reference description.
import { z } from 'zod';
import { count, quantity } from './kinds.js';

const share = { min: 0, max: 1 };
const efficiency = { above: 0, max: 1 };
const positive = (unit: string) => ({ unit, above: 0 });
const notNegative = (unit: string) => ({ unit, min: 0 });

export const sim = z
  .strictObject({
    g: quantity('gravity', positive('m/s^2')).default(9.81),
    rho: quantity('density of the water', positive('kg/m^3')).default(1000),
    p0: quantity('air pressure at the surface', positive('Pa')).default(101_325),

    height: quantity('length of each straight of the loop', positive('m')).default(10),
    sprocketRadius: quantity('radius of the sprockets', positive('m')).default(0.5),
    topDepth: quantity("depth of the upper sprocket's axis", positive('m')).default(1),
    floaters: count('number of floaters', { min: 1, max: 1000 }).default(20),
    floaterVolume: quantity('volume of a floater', positive('m^3')).default(0.06),
    floaterMass: quantity('mass of a floater', positive('kg')).default(20),
    dragCoefficient: quantity('drag coefficient of a floater', { min: 0 }).default(0.25),
    dragArea: quantity('frontal area of a floater', notNegative('m^2')).default(0.08),
    frictionStatic: quantity('dry friction of the chain', notNegative('N')).default(80),
    frictionViscous: quantity('viscous friction of the chain', notNegative('N s/m')).default(40),
    pretension: quantity('tension of the chain at rest', notNegative('N')).default(2000),
    brakeForce: quantity('force of the brake on the chain', notNegative('N')).default(12_000),

    gearRatio: quantity('speed of the generator over speed of the sprocket', { above: 0 }).default(12.7),
    gearEfficiency: quantity('efficiency of the gear', efficiency).default(0.96),
    inertia: quantity('moment of inertia on the generator shaft', notNegative('kg m^2')).default(0.5),
    ratedTorque: quantity('torque of the generator at load 1', positive('N m')).default(160),
    minSpeed: quantity('generator speed below which the torque falls off', positive('rad/s')).default(5),
    machineConstant: quantity('torque of the generator per ampere', positive('N m/A')).default(4.2),
    armatureResistance: quantity('resistance of the winding', notNegative('ohm')).default(0.35),
    ironLoss: quantity('iron loss torque per speed', notNegative('N m s')).default(0.15),
    thermalCapacity: quantity('heat capacity of the winding', positive('J/K')).default(12_000),
    thermalResistance: quantity('thermal resistance from winding to surroundings', positive('K/W')).default(
      0.06,
    ),
    ambientTemperature: quantity('temperature of the surroundings', {
      unit: 'degC',
      min: -60,
      max: 80,
    }).default(20),

    compressorPower: quantity('electrical power of the compressor at air 1', positive('W')).default(12_000),
    compressorEfficiency: quantity('efficiency of the compressor', efficiency).default(0.72),
    tankVolume: quantity('volume of the air tank', positive('m^3')).default(1),
    pressureOff: quantity('absolute pressure above which the compressor stops', positive('Pa')).default(
      400_000,
    ),
    pressureOn: quantity('absolute pressure below which it runs again', positive('Pa')).default(380_000),
    initialPressure: quantity('absolute pressure of the tank at the start', positive('Pa')).default(250_000),
    valveCoefficient: quantity('flow of the injector', positive('m^3/s')).default(0.35),
    injectionWidth: quantity('length of path over which a floater is filled', positive('m')).default(0.6),
    fillMax: quantity('share of its volume to which a floater is filled', efficiency).default(0.9),
    air: quantity('compressor setpoint at the start', share).default(1),

    waterTemperature: quantity('temperature of the water', { unit: 'degC', min: 0, max: 100 }).default(12),
    noise: quantity(
      'standard deviation of the sensors, as share of the value at the default point',
      share,
    ).default(0.002),
    seed: count('seed of everything random', { min: 0, max: 4_294_967_295 }).default(1),
  })
  .prefault({})
  .describe('the simulated plant, with hal.kind sim');

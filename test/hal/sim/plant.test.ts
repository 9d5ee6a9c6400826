// The simulated plant as a whole.
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TERM } from '../../../hal/sim/ledger.js';
import { Plant } from '../../../hal/sim/plant.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';
import { runningPlant, STEP_S, simulate } from './support.js';

/** Means over the last two of five minutes. */
function steadyMeans(load: number, air: number, stepRateHz = 60) {
  const plant = runningPlant(load, { air });
  simulate(plant, 180, stepRateHz);
  const { joules } = plant.ledger;
  const [compressor, electrical] = [joules[TERM.compressorWork]!, joules[TERM.electricalWork]!];
  const from = plant.position;
  let pressure = 0;
  let highest = 0;
  const steps = 120 * stepRateHz;
  for (let i = 0; i < steps; i++) {
    plant.step(1 / stepRateHz);
    pressure += plant.pneumatics.pressure / steps;
    highest = Math.max(highest, plant.velocity);
  }
  const electricalPower = (joules[TERM.electricalWork]! - electrical) / 120;
  const compressorPower = (joules[TERM.compressorWork]! - compressor) / 120;
  const velocity = (plant.position - from) / 120;
  return {
    plant,
    velocity,
    shaftSpeed: plant.drivetrain.shaftSpeed(velocity),
    electricalPower,
    compressorPower,
    pressure,
    highest,
    efficiency: electricalPower / compressorPower,
  };
}

describe('the plant at its default operating point', () => {
  const { plant, ...means } = steadyMeans(0.75, 1);

  it.each([
    ['velocity', 1.549],
    ['shaftSpeed', 39.3],
    ['electricalPower', 4434],
    ['compressorPower', 12_000],
    ['pressure', 257_200],
    ['efficiency', 0.3695],
  ] as const)('has a mean %s of %f', (quantity, expected) => {
    expect(Math.abs(means[quantity] / expected - 1)).toBeLessThan(0.002);
  });

  it('closes its energy ledger', () => {
    expect(plant.ledgerError()).toBeLessThan(1e-6);
  });

  it('reports the electrical power that the ledger books', () => {
    const before = plant.ledger.joules[TERM.electricalWork]!;
    const power = plant.electricalPower;
    plant.step(STEP_S);
    expect((plant.ledger.joules[TERM.electricalWork]! - before) / STEP_S / power).toBeCloseTo(1, 2);
  });
});

describe('the plant at rest', () => {
  it('is held by its brake, apart from the creep of the friction law', () => {
    const plant = new Plant(PLANT_DEFAULTS);
    simulate(plant, 60);
    expect(plant.velocity).toBeLessThan(0.001);
    expect(plant.position).toBeLessThan(0.05);
    expect(plant.ledgerError()).toBeLessThan(1e-6);
  });

  it('starts to move within a second when it is released without load', () => {
    const plant = runningPlant(0);
    simulate(plant, 1);
    expect(plant.velocity).toBeGreaterThan(0.1);
  });
});

describe('the steady state', () => {
  const points = [0.25, 0.6, 1].flatMap((load) => [0.4, 0.7, 1].map((air) => [load, air] as const));

  it.each(points)('closes the ledger and gains nothing at load %f and air %f', (load, air) => {
    const { plant, efficiency, velocity } = steadyMeans(load, air);
    expect(plant.ledgerError()).toBeLessThan(1e-6);
    expect(efficiency).toBeGreaterThan(0);
    expect(efficiency).toBeLessThan(1);
    expect(velocity).toBeGreaterThan(0.1);
  });

  it.each([
    [0.75, 1],
    [0.5, 0.6],
  ])('does not depend on the step at load %f and air %f', (load, air) => {
    const coarse = steadyMeans(load, air, 60);
    const fine = steadyMeans(load, air, 480);
    for (const quantity of ['velocity', 'electricalPower', 'pressure', 'efficiency'] as const) {
      expect(Math.abs(coarse[quantity] / fine[quantity] - 1)).toBeLessThan(0.001);
    }
  });
});

describe('the energy ledger under changes', () => {
  it('closes while the brake stops the chain, holds it and releases it', () => {
    const plant = runningPlant(0.75);
    simulate(plant, 120);
    plant.drivetrain.brakeReleased = false;
    simulate(plant, 20);
    expect(plant.velocity).toBeLessThan(0.01);
    expect(plant.ledger.joules[TERM.brake]).toBeGreaterThan(0);
    plant.drivetrain.brakeReleased = true;
    simulate(plant, 60);
    expect(plant.velocity).toBeGreaterThan(1);
    expect(plant.ledgerError()).toBeLessThan(1e-5);
  });

  it('never lets the brake push the chain backward', () => {
    const plant = runningPlant(0.75);
    simulate(plant, 120);
    plant.drivetrain.brakeReleased = false;
    let lowest = Infinity;
    for (let i = 0; i < 600; i++) {
      plant.step(STEP_S);
      lowest = Math.min(lowest, plant.velocity);
    }
    expect(lowest).toBeGreaterThan(-1e-3);
  });

  it('closes when the contactor opens and closes', () => {
    const plant = runningPlant(0.75);
    for (let i = 0; i < 10; i++) {
      simulate(plant, 15);
      plant.drivetrain.contactorClosed = !plant.drivetrain.contactorClosed;
    }
    expect(plant.ledgerError()).toBeLessThan(1e-6);
  });

  it('closes with a slipping chain, whose power is lost', () => {
    const plant = runningPlant(0.5);
    simulate(plant, 120);
    plant.drivetrain.slip = 0.2;
    simulate(plant, 60);
    expect(plant.ledger.joules[TERM.slip]).toBeGreaterThan(0);
    expect(plant.ledgerError()).toBeLessThan(1e-6);
  });

  it('closes with a leaking tank, and without air', () => {
    const plant = runningPlant(0.5);
    simulate(plant, 60);
    plant.pneumatics.leak = 1;
    simulate(plant, 60);
    plant.air = 0;
    simulate(plant, 120);
    expect(plant.ledger.joules[TERM.leak]).toBeGreaterThan(0);
    expect(plant.pneumatics.pressure).toBeGreaterThanOrEqual(PLANT_DEFAULTS.p0);
    expect(plant.ledgerError()).toBeLessThan(1e-5);
  });

  it('closes and stays finite over any sequence of load, air, brake and contactor, of any length', () => {
    const stretch = fc.record({
      load: fc.double({ min: 0, max: 1, noNaN: true }),
      air: fc.double({ min: 0, max: 1, noNaN: true }),
      released: fc.boolean(),
      closed: fc.boolean(),
      leak: fc.constantFrom(0, 0, 0.2, 1),
      slip: fc.constantFrom(0, 0, 0.1, 1),
      seconds: fc.integer({ min: 1, max: 40 }),
    });
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 6 }), (stretches) => {
        const plant = runningPlant(0);
        for (const { load, air, released, closed, leak, slip, seconds } of stretches) {
          Object.assign(plant.drivetrain, { load, brakeReleased: released, contactorClosed: closed, slip });
          plant.air = air;
          plant.pneumatics.leak = leak;
          simulate(plant, seconds);
          expect(plant.ledgerError()).toBeLessThan(1e-5);
          expect(plant.pneumatics.pressure).toBeGreaterThanOrEqual(PLANT_DEFAULTS.p0);
          expect(plant.pneumatics.pressure).toBeLessThan(PLANT_DEFAULTS.pressureOff + 1000);
          expect(Math.abs(plant.velocity)).toBeLessThan(8);
        }
      }),
      { numRuns: 60, seed: 20_260_101 },
    );
  });
});

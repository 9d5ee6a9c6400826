// Compares the reduced model with the reference figures of the full plant, and its integrator with theory.
import { describe, expect, it } from 'vitest';
import { BogackiShampine } from '../../../src/control/twin/bogacki-shampine.js';
import { defaultPoint } from '../../../src/control/twin/operating-point.js';
import { CORRECTION, INPUT, ReducedModel, STATE } from '../../../src/control/twin/reduced-model.js';
import { DEFAULTS } from './plant-bench.js';

const MAX_TIMESTEP = 0.2;

class Run {
  readonly model = new ReducedModel(DEFAULTS, MAX_TIMESTEP);
  readonly state = new Float64Array(STATE.length);
  readonly inputs = new Float64Array(INPUT.length);
  readonly correction = new Float64Array(CORRECTION.length).fill(1);
  readonly method = new BogackiShampine(this.model, new Float64Array(STATE.length).fill(1));

  constructor(load: number, air: number, velocity = 1.5, pressure = 257_000) {
    this.model.settle(this.state, velocity, pressure);
    this.inputs[INPUT.load] = load;
    this.inputs[INPUT.compressorPower] = air * DEFAULTS.compressorPower;
  }

  for(seconds: number, step: number): this {
    const steps = Math.round(seconds / step);
    for (let i = 0; i < steps; i++) this.method.step(this.state, this.inputs, this.correction, step);
    return this;
  }

  get velocity(): number {
    return this.state[STATE.velocity]!;
  }

  get pressure(): number {
    return this.state[STATE.pressure]!;
  }
}

describe('ReducedModel', () => {
  it('settles at the default operating point within 0.5 % of the full plant: 1.549 m/s, 257.2 kPa', () => {
    const { velocity, pressure } = defaultPoint(DEFAULTS);
    expect(Math.abs(velocity / 1.549 - 1)).toBeLessThan(0.005);
    expect(Math.abs(pressure / 257_200 - 1)).toBeLessThan(0.005);
  });

  // Means of the full plant of the reference description.
  it.each([
    [0.1, 1, 2.669, 257_320],
    [0.5, 1, 1.92, 257_330],
    [1, 1, 1.185, 257_270],
    [0.5, 0.6, 1.426, 239_460],
  ])('at load %s and air %s has a speed of %s m/s within 1 %%', (load, air, velocity, pressure) => {
    const run = new Run(load, air).for(300, 0.1);
    expect(Math.abs(run.velocity / velocity - 1)).toBeLessThan(0.01);
    expect(Math.abs(run.pressure / pressure - 1)).toBeLessThan(0.01);
  });

  it('starts from rest with air, and stands still without', () => {
    const rest = (air: number) => {
      const run = new Run(0, air);
      run.model.rest(run.state);
      return run.for(30, 0.1).velocity;
    };
    expect(rest(1)).toBeGreaterThan(1);
    const still = new Run(0, 0, 0, 101_325 + 1e4);
    still.model.settle(still.state, 0, 101_325 + 1e4);
    still.state.fill(0, STATE.air);
    expect(Math.abs(still.for(30, 0.1).velocity)).toBeLessThan(1e-3);
  });

  it('stays stable with its largest step at the largest speed', () => {
    const run = new Run(0, 1, 10).for(60, MAX_TIMESTEP);
    expect(run.velocity).toBeGreaterThan(2.5);
    expect(run.velocity).toBeLessThan(3.2);
    expect(run.state.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  });

  it('stops the chain with the brake, and does not reverse it', () => {
    const { model } = new Run(0, 0);
    const deceleration = DEFAULTS.brakeForce / model.massKg;
    expect(model.braked(1.5, 1, 0.1)).toBeCloseTo(1.5 - 0.1 * deceleration, 12);
    expect(model.braked(0.2, 1, 0.1)).toBe(0);
    expect(model.braked(-0.2, 1, 0.1)).toBe(0);
    expect(model.braked(1.5, 0, 0.1)).toBe(1.5);
  });
});

describe('BogackiShampine', () => {
  /** Velocity of a plant two seconds after a change of the load, computed with steps of h. */
  const velocityAt = (h: number) => new Run(0.3, 1).for(2, h).velocity;

  it('is of third order: half the step gives an eighth of the error', () => {
    const exact = velocityAt(1 / 2048);
    const ratio = (velocityAt(1 / 8) - exact) / (velocityAt(1 / 16) - exact);
    expect(ratio).toBeGreaterThan(6);
    expect(ratio).toBeLessThan(11);
  });

  it('estimates an error that falls with the cube of the step', () => {
    const estimate = (h: number) => {
      const run = new Run(0.3, 1);
      run.method.step(run.state, run.inputs, run.correction, h);
      return run.method.error;
    };
    const ratio = estimate(0.05) / estimate(0.025);
    expect(ratio).toBeGreaterThan(6);
    expect(ratio).toBeLessThan(11);
  });
});

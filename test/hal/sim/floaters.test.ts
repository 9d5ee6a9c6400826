// The air in the floaters.
import { describe, expect, it } from 'vitest';
import { Floaters } from '../../../hal/sim/floaters.js';
import { Loop } from '../../../hal/sim/geometry.js';
import { Ledger, TERM } from '../../../hal/sim/ledger.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';
import { STEP_S } from './support.js';

const { rho, g, p0, floaterVolume, fillMax, valveCoefficient, injectionWidth } = PLANT_DEFAULTS;
const TANK_PRESSURE = 257_000;

function oneFloater() {
  const loop = new Loop(PLANT_DEFAULTS);
  const floaters = new Floaters({ ...PLANT_DEFAULTS, floaters: 1 }, loop);
  return { loop, floaters, ledger: new Ledger(0) };
}

/** Moves a floater with `content` joules of air from one position to another without a tank that could refill it. */
function ride(content: number, from: number, to: number, travel = 0.02) {
  const { loop, floaters, ledger } = oneFloater();
  floaters.content[0] = content;
  const worthBefore = floaters.worth(from);
  let work = 0;
  const steps = Math.round((to - from) / travel);
  for (let i = 0; i < steps; i++) {
    floaters.plan(from + i * travel, travel, 0, STEP_S);
    work += floaters.buoyancy() * travel;
    floaters.commit(travel, ledger);
  }
  return { loop, floaters, ledger, work, lostWorth: worthBefore - floaters.worth(from + steps * travel) };
}

describe('the pressure around a floater', () => {
  it('rises with depth from ambient pressure at the surface', () => {
    const { floaters } = oneFloater();
    expect(floaters.pressureAt(0)).toBeCloseTo(101_325 + 1000 * 9.81 * 11, 6);
    expect(floaters.pressureAt(10)).toBeCloseTo(101_325 + 1000 * 9.81 * 1, 6);
  });
});

describe('a floater at rest at the injector', () => {
  it('is filled at the valve coefficient times the pressure difference', () => {
    const { floaters } = oneFloater();
    floaters.plan(0, 0, TANK_PRESSURE, STEP_S);
    expect(floaters.injected).toBeCloseTo(
      valveCoefficient * (TANK_PRESSURE - (p0 + rho * g * 11)) * STEP_S,
      9,
    );
  });

  it('is filled only to its largest fill', () => {
    const { floaters, ledger } = oneFloater();
    for (let i = 0; i < 120; i++) {
      floaters.plan(0, 0, TANK_PRESSURE, STEP_S);
      floaters.commit(0, ledger);
    }
    expect(floaters.content[0]).toBeCloseTo(fillMax * floaterVolume * (p0 + rho * g * 11), 6);
    expect(floaters.injected).toBe(0);
  });

  it('gives nothing back to a tank of lower pressure', () => {
    const { floaters, ledger } = oneFloater();
    floaters.content[0] = 5000;
    floaters.plan(0, 0, 150_000, STEP_S);
    floaters.commit(0, ledger);
    expect(floaters.injected).toBe(0);
    expect(floaters.content[0]).toBe(5000);
  });
});

describe('a floater that passes the injector', () => {
  it('gets the same amount of air in steps of any length and any position at the edges of the window', () => {
    const filled = [0.003, 0.0171, 0.04].map((travel) => {
      const { floaters, ledger } = oneFloater();
      const from = -0.0123;
      for (let s = from; s < 1; s += travel) {
        floaters.plan(s, travel, 215_000, travel);
        floaters.commit(travel, ledger);
      }
      return floaters.content[0]!;
    });
    expect(filled[0]).toBeGreaterThan(1000);
    for (const content of filled) expect(content / filled[0]!).toBeCloseTo(1, 4);
  });

  it('gets no air beyond the window', () => {
    const { floaters } = oneFloater();
    floaters.plan(injectionWidth, 0.02, TANK_PRESSURE, STEP_S);
    expect(floaters.injected).toBe(0);
  });
});

describe('a rising floater', () => {
  it('lifts with rho g times the volume of its expanding air', () => {
    const { floaters } = oneFloater();
    floaters.content[0] = 3000;
    floaters.plan(4, 0, 0, STEP_S);
    expect(floaters.buoyancy()).toBeCloseTo((rho * g * 3000) / (p0 + rho * g * 7), 6);
  });

  it('does exactly the work by which the worth of its air decreases', () => {
    const { work, lostWorth, ledger } = ride(3000, 1, 9.5);
    expect(work / lostWorth).toBeCloseTo(1, 6);
    expect(ledger.joules[TERM.spill]).toBe(0);
  });

  it('spills surplus air, and books it: work, spill and the rest sum up to the worth', () => {
    const content = fillMax * floaterVolume * (p0 + rho * g * 11);
    const { floaters, work, lostWorth, ledger } = ride(content, 1, 9.5);
    expect(floaters.content[0]).toBeCloseTo(floaterVolume * floaters.pressureAt(9.5), 4);
    expect(ledger.joules[TERM.spill]).toBeGreaterThan(0);
    expect((work + ledger.joules[TERM.spill]!) / lostWorth).toBeCloseTo(1, 6);
  });

  it('loses all its air at the apex, and books it', () => {
    const { floaters, loop, work, lostWorth, ledger } = ride(3000, 9, 11.5, 0.023);
    const ventPressure = p0 + rho * g * loop.depth(loop.apex);
    expect(floaters.content[0]).toBe(0);
    expect(ledger.joules[TERM.vent]).toBeCloseTo(3000 * Math.log(ventPressure / p0), 3);
    expect((work + ledger.joules[TERM.vent]!) / lostWorth).toBeCloseTo(1, 5);
  });
});

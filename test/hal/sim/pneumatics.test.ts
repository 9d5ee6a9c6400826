// Compressor and tank.
import { describe, expect, it } from 'vitest';
import { Ledger, TERM } from '../../../hal/sim/ledger.js';
import { Pneumatics } from '../../../hal/sim/pneumatics.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';
import { STEP_S } from './support.js';

const { p0, pressureOff, pressureOn, compressorPower, compressorEfficiency } = PLANT_DEFAULTS;

function tank(initialPressure: number) {
  const pneumatics = new Pneumatics({ ...PLANT_DEFAULTS, initialPressure });
  const stored = pneumatics.stored();
  const ledger = new Ledger(stored);
  const run = (seconds: number, eachStep: () => void = () => {}) => {
    for (let i = 0; i < seconds * 60; i++) {
      pneumatics.advance(STEP_S, 0, 0, ledger);
      eachStep();
    }
  };
  return { pneumatics, ledger, run };
}

describe('the compressor', () => {
  it('stores its efficient share of the work, and loses the rest', () => {
    const { pneumatics, ledger, run } = tank(250_000);
    run(5);
    const work = compressorPower * 5;
    expect(ledger.joules[TERM.compressorWork]).toBeCloseTo(work, 6);
    expect(ledger.joules[TERM.compressor]).toBeCloseTo((1 - compressorEfficiency) * work, 6);
    expect(ledger.error(pneumatics.stored())).toBeLessThan(1e-7);
  });

  it('can start with a tank at ambient pressure, where its flow would be infinite', () => {
    const { pneumatics, ledger, run } = tank(p0);
    run(10);
    expect(pneumatics.pressure).toBeGreaterThan(p0);
    expect(ledger.error(pneumatics.stored())).toBeLessThan(1e-4);
  });

  it('stops above its upper pressure and starts again below its lower one', () => {
    const { pneumatics, run } = tank(pressureOn + 5000);
    run(10);
    expect(pneumatics.compressorPower).toBe(0);
    expect(pneumatics.pressure).toBeGreaterThan(pressureOff);
    expect(pneumatics.pressure).toBeLessThan(pressureOff + 200);
    pneumatics.leak = 0.1;
    let lowest = Infinity;
    let ran = false;
    run(20, () => {
      lowest = Math.min(lowest, pneumatics.pressure);
      ran ||= pneumatics.compressorPower > 0;
    });
    expect(ran).toBe(true);
    expect(lowest).toBeLessThan(pressureOn);
    expect(lowest).toBeGreaterThan(pressureOn - 200);
  });

  it.each([
    [0.5, 0.5],
    [2, 1],
    [-1, 0],
    [Number.NaN, 0],
  ])('takes a share of air of %f as %f', (air, used) => {
    const { pneumatics, run } = tank(250_000);
    pneumatics.air = air;
    run(STEP_S);
    expect(pneumatics.compressorPower).toBe(used * compressorPower);
  });
});

describe('a leaking tank', () => {
  it('loses share x 0.05 m^3/s of its pressure, and books it', () => {
    const { pneumatics, ledger, run } = tank(300_000);
    pneumatics.air = 0;
    pneumatics.leak = 0.5;
    run(10);
    expect(pneumatics.pressure).toBeCloseTo(300_000 * Math.exp(-0.5 * 0.05 * 10), -1);
    expect(ledger.joules[TERM.leak]).toBeGreaterThan(0);
    expect(ledger.error(pneumatics.stored())).toBeLessThan(1e-6);
  });

  it('comes to rest at ambient pressure', () => {
    const { pneumatics, ledger, run } = tank(120_000);
    pneumatics.air = 0;
    pneumatics.leak = 1;
    run(60);
    expect(pneumatics.pressure).toBeCloseTo(p0, 6);
    expect(ledger.error(pneumatics.stored())).toBeLessThan(1e-4);
  });
});

// The drivetrain of the simulated plant: friction, brake, gear and generator.
import { describe, expect, it } from 'vitest';
import { Drivetrain } from '../../../hal/sim/drivetrain.js';
import { Ledger, TERM } from '../../../hal/sim/ledger.js';
import { PLANT_DEFAULTS } from './plant-defaults.js';
import { STEP_S } from './support.js';

function loaded(load = 0.75): Drivetrain {
  const drivetrain = new Drivetrain(PLANT_DEFAULTS);
  drivetrain.brakeReleased = true;
  drivetrain.contactorClosed = true;
  drivetrain.load = load;
  return drivetrain;
}

describe('the drivetrain', () => {
  it('moves floaters, their water and the shaft', () => {
    expect(new Drivetrain(PLANT_DEFAULTS).mass).toBeCloseTo(20 * (20 + 72) + 0.5 * 25.4 ** 2, 9);
  });

  it('turns the shaft with the chain, and slower when the chain slips', () => {
    const drivetrain = loaded();
    expect(drivetrain.shaftSpeed(1.5)).toBeCloseTo(38.1, 10);
    drivetrain.slip = 0.2;
    expect(drivetrain.shaftSpeed(1.5)).toBeCloseTo(30.48, 10);
  });

  it('adds generator, friction and pretension to the tension', () => {
    const force = ((120 + 0.15 * 38.1) * 12.7) / (0.5 * 0.96);
    expect(loaded().tension(1.5)).toBeCloseTo(force + 80 + 60 + 2000, 6);
  });

  it('has drag with the square of the speed, against the motion', () => {
    expect(loaded().drag(2)).toBeCloseTo(20 * 0.5 * 1000 * 0.25 * 0.08 * 4, 9);
    expect(loaded().drag(-2)).toBe(-loaded().drag(2));
  });
});

describe('the generator', () => {
  it('has the load as its share of the rated torque, falling to 0 at low speed', () => {
    expect(loaded().torque(40)).toBe(120);
    expect(loaded().torque(2.5)).toBe(60);
    expect(loaded().torque(-3)).toBe(0);
  });

  it('has no torque with an open contactor, or when the load is lost', () => {
    const open = loaded();
    open.contactorClosed = false;
    const lost = loaded();
    lost.loadLost = true;
    for (const drivetrain of [open, lost]) {
      expect(drivetrain.torque(40)).toBe(0);
      expect(drivetrain.current(40)).toBe(0);
      expect(drivetrain.voltage(40)).toBe(4.2 * 40);
    }
  });

  it('delivers torque times speed less the loss of its armature', () => {
    const current = 120 / 4.2;
    expect(loaded().voltage(40) * loaded().current(40)).toBeCloseTo(120 * 40 - 0.35 * current ** 2, 8);
  });

  it('warms towards the temperature at which cooling equals its losses', () => {
    const drivetrain = loaded();
    const ledger = new Ledger(0);
    for (let i = 0; i < 60 * 7200; i++) drivetrain.commit(1.5, STEP_S, ledger);
    const heat = 0.35 * (120 / 4.2) ** 2 + 0.15 * 38.1 ** 2;
    expect(drivetrain.temperature).toBeCloseTo(20 + 0.06 * heat, 2);
  });

  it('books all power that the chain delivers, also with slip', () => {
    const drivetrain = loaded();
    drivetrain.slip = 0.3;
    const ledger = new Ledger(0);
    drivetrain.commit(1.5, 1, ledger);
    const { joules } = ledger;
    const given = drivetrain.generatorForce(1.5) * 1.5;
    const used =
      joules[TERM.electricalWork]! + joules[TERM.slip]! + joules[TERM.gear]! + joules[TERM.generator]!;
    expect(used).toBeCloseTo(given, 8);
    expect(joules[TERM.slip]).toBeCloseTo(0.3 * given, 8);
  });
});

describe('the speed in the middle of a step', () => {
  it.each([
    ['running', true, 1.5, 4000],
    ['at rest, pushed', true, 0, 600],
    ['braked at speed', false, 1.5, 4000],
    ['braked at a crawl', false, 0.03, 4000],
    ['held by the brake', false, 0.0003, 600],
    ['pushed backward', false, -0.05, -900],
  ])('fulfils the equation of motion: %s', (_what, released, v0, drive) => {
    const drivetrain = loaded();
    drivetrain.brakeReleased = released;
    const v = drivetrain.midVelocity(v0, drive, STEP_S, v0);
    const resistance =
      drivetrain.drag(v) + drivetrain.friction(v) + drivetrain.brake(v) + drivetrain.generatorForce(v);
    expect(drivetrain.mass * (v - v0)).toBeCloseTo((STEP_S / 2) * (drive - resistance), 5);
  });
});

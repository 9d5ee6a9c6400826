// The power that the generator should give: by torque and speed, and by the load setpoint at the twin's speed.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { promisedPower } from '../../../src/control/plant/promised-power.js';
import type { ControlState } from '../../../src/control/state/control-state.js';
import { SPEED } from '../../../src/control/twin/twin-channels.js';
import { Bench } from '../bench.js';

const SENSORS = ['chain.velocity', 'generator.speed', 'generator.torque'];
/** Parameters that are easy to calculate with: 1 Ohm, 10 N m/A, 200 N m rated, full torque from 5 rad/s on. */
const PLANT = 'plant: { armatureResistance: 1, machineConstant: 10, ratedTorque: 200, minSpeed: 5 }';

interface Shown {
  /** N m; null when it is not good. */
  readonly torque?: number | null;
  /** rad/s; null when it is not good. */
  readonly speed?: number | null;
  /** What the twin predicts, rad/s; null when it has no value. */
  readonly twin?: number | null;
  readonly load?: number;
}

function promise(
  { torque = null, speed = null, twin = null, load = 0.5 }: Shown,
  change?: (state: ControlState) => void,
) {
  const state = new Bench(PLANT, SENSORS).state();
  const set = (index: number, value: number | null) =>
    state.image.set(index, value ?? 500, 0, value === null ? QUALITY.estimated : QUALITY.good);
  set(state.plan.at.torque, torque);
  set(state.plan.at.speed, speed);
  state.drive.load = load;
  Object.defineProperty(state.twin, 'unavailable', { value: twin === null ? 'no inputs' : null });
  state.twin.predictions[SPEED] = twin ?? 0;
  change?.(state);
  return promisedPower(state);
}

describe('the promised power', () => {
  it('is torque times speed, less the loss in the winding', () => {
    // 100 N m * 40 rad/s - 1 Ohm * (100 N m / 10 N m/A)^2
    expect(promise({ torque: 100, speed: 40 })).toBeCloseTo(3900, 6);
    expect(promise({ torque: -100, speed: 40 })).toBeCloseTo(3900, 6);
    expect(promise({ torque: 100, speed: -40 })).toBeCloseTo(3900, 6);
  });

  it('is what the load setpoint gives at the speed of the twin', () => {
    // 0.5 * 200 N m at 30 rad/s
    expect(promise({ twin: 30 })).toBeCloseTo(2900, 6);
    expect(promise({ twin: -30 })).toBeCloseTo(2900, 6);
    // Below 5 rad/s the torque is in proportion to the speed: 80 N m at 4 rad/s.
    expect(promise({ twin: 4 })).toBeCloseTo(4 * 80 - 64, 6);
  });

  it('is the larger of the two', () => {
    expect(promise({ torque: 100, speed: 40, twin: 30 })).toBeCloseTo(3900, 6);
    expect(promise({ torque: 0, speed: 40, twin: 30 })).toBeCloseTo(2900, 6);
  });

  it('is not known without good sensors and without the twin', () => {
    expect(promise({})).toBeNaN();
    expect(promise({ torque: 100 })).toBeNaN();
    expect(promise({ speed: 40 })).toBeNaN();
  });

  it('does not come from a stuck sensor', () => {
    const stuck = (channel: 'torque' | 'speed') => (state: ControlState) =>
      state.image.markStuck(state.plan.at[channel], true);
    expect(promise({ torque: 100, speed: 40 }, stuck('speed'))).toBeNaN();
    expect(promise({ torque: 100, speed: 40 }, stuck('torque'))).toBeNaN();
    expect(promise({ torque: 100, speed: 40, twin: 30 }, stuck('speed'))).toBeCloseTo(2900, 6);
  });

  it('is 0 when it is less than 2 % of the rated torque at the default speed', () => {
    const { defaultMps } = new Bench(PLANT, SENSORS).state().motion;
    const leastW = 0.02 * 200 * ((defaultMps * 12.7) / 0.5);
    expect(promise({ torque: (0.98 * leastW) / 40, speed: 40 })).toBe(0);
    const torque = (1.02 * leastW) / 40;
    expect(promise({ torque, speed: 40 })).toBeCloseTo(1.02 * leastW - (torque / 10) ** 2, 6);
  });
});

describe('the promise of the twin', () => {
  it.each<[string, (state: ControlState) => void]>([
    ['the twin rests', (state) => Object.defineProperty(state.optimizer, 'runsTwin', { value: false })],
    ['the twin is broken', (state) => Object.defineProperty(state.twin, 'broken', { value: true })],
    [
      'the twin has no inputs',
      (state) => Object.defineProperty(state.twin, 'unavailable', { value: 'no inputs' }),
    ],
    ['the controller does not drive the load', (state) => Object.assign(state.plan, { drivesLoad: false })],
  ])('is not known while %s', (_what, change) => {
    expect(promise({ twin: 30 }, change)).toBeNaN();
  });
});

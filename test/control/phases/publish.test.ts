// The frame and the health of a tick, and what the health document says about the optimizer's choice.
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../../hal/quality.js';
import { FRAME } from '../../../src/control/records/frame.js';
import { CLOCK } from '../../../src/control/tick.js';
import { optimizerFigures } from '../../../src/report/optimizer.js';
import { MODES, PLANT_STATES } from '../../../src/vocabulary/words.js';
import { Rig } from '../rig.js';

const optimizerOf = (rig: Rig) => optimizerFigures(rig.controller.health());

it('the health shows that nothing is left out, and no cause, while ticks are within their budget', () => {
  const rig = new Rig();
  rig.run(3);
  expect(optimizerOf(rig)).toMatchObject({
    step: 0,
    cause: null,
    validation: 'normal',
    twin: 'running',
    telemetryHz: 10,
    reason: expect.stringContaining('everything runs as the mode requires'),
  });
});

it('the health shows the step, what it leaves out, and the cause during an overload', () => {
  const rig = new Rig();
  rig.run(1);
  rig.run(3, { computeS: 1 });
  expect(optimizerOf(rig)).toMatchObject({
    step: 4,
    cause: 'compute_budget',
    validation: 'reduced',
    twin: 'resting',
    telemetryHz: 0,
    reason: 'control ticks took more than their budget; the load is still too high for a better step',
  });
});

it('the health shows no cause when everything runs again', () => {
  const rig = new Rig();
  rig.run(1);
  rig.run(1, { computeS: 1 });
  rig.run(15);
  expect(optimizerOf(rig)).toMatchObject({ step: 0, cause: null, twin: 'running' });
});

it('the health shows a special reason when the configuration freezes the optimizer', () => {
  const rig = new Rig({ config: 'optimizer: { adaptive: false }' });
  rig.run(3, { computeS: 1 });
  expect(optimizerOf(rig)).toMatchObject({
    step: 0,
    cause: null,
    reason: expect.stringContaining('optimizer.adaptive'),
  });
});

describe('the frame', () => {
  it('has the time, the state, the values with their qualities, and the setpoints of its tick', () => {
    const rig = new Rig({ config: 'control: { mode: accuracy }' });
    rig.start();
    rig.values.set('generator.voltage', Number.NaN);
    const { frame } = rig.controlTick();
    const { layout } = rig.plan;
    const channel = (name: string) => layout.channels.indexOf(name);
    expect(frame[FRAME.tick]).toBe(Math.round(rig.nowS * 60));
    expect(frame[FRAME.ts]).toBe(1_764_000_000_000 + Math.round(rig.nowS * 1000));
    expect(frame[FRAME.mode]).toBe(MODES.indexOf('accuracy'));
    expect(frame[FRAME.plant]).toBe(PLANT_STATES.indexOf('running'));
    expect(frame[FRAME.degradation]).toBe(0);
    expect(frame[layout.values + channel('chain.velocity')]).toBe(1.549);
    expect(frame[layout.qualities + channel('chain.velocity')]).toBe(QUALITY.good);
    expect(frame[layout.values + channel('generator.voltage')]).toBeNaN();
    expect(frame[layout.qualities + channel('generator.voltage')]).toBe(QUALITY.bad);
    expect([...frame.subarray(layout.setpoints, layout.setpoints + 3)]).toEqual([1, 1, 0.75]);
    expect(frame).toHaveLength(layout.length);
  });

  it('has the number of the message that it is for, and 0 when none is due', () => {
    const rig = new Rig({ config: 'control: { mode: accuracy }' });
    const numbers = Array.from({ length: 8 }, () => {
      const { frame } = rig.tick();
      return [frame[FRAME.telemetrySeq], frame[FRAME.prioritySeq]];
    });
    expect(numbers).toEqual([
      [1, 1],
      [0, 0],
      [0, 0],
      [2, 0],
      [0, 2],
      [0, 0],
      [3, 0],
      [0, 0],
    ]);
  });
});

describe('the health', () => {
  it('is due one base tick after a control tick, once a second, with the figures of that control tick', () => {
    const rig = new Rig();
    const due = Array.from({ length: 130 }, (_, tick) => [tick, rig.tick().healthDue] as const);
    expect(due.filter(([, isDue]) => isDue).map(([tick]) => tick)).toEqual([1, 61, 121]);
    expect(rig.controller.view.healthTicks).toBe(31);
    expect(rig.controller.view.healthClock[CLOCK.nowS]).toBe(2);
  });
});

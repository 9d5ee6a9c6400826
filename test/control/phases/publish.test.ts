// What the health document says about the optimizer's choice.
import { expect, it } from 'vitest';
import { optimizerFigures } from '../../../src/report/optimizer.js';
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

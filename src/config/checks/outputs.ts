// Checks of the outputs together: each role is there once, and a drive that relies on the contactor has one.
import { outputRole } from '../../../hal/linux/schema.js';
import { forEachClash } from '../../../hal/schema/section-check.js';
import type { Check } from './check.js';

export const checkOutputs: Check = ({ config: { hal }, report, isComplete }) => {
  const outputs = Object.entries(hal.outputs);
  forEachClash(
    outputs,
    ([, output]) => outputRole(output),
    ([name, output], [first]) =>
      report(
        ['hal', 'outputs', name],
        `is a second ${outputRole(output)}; hal.outputs.${first} is one already`,
      ),
  );
  const hasContactor = outputs.some(([, output]) => outputRole(output) === 'contactor');
  for (const [name, output] of outputs) {
    const path = ['hal', 'outputs', name];
    if (
      'timeout' in output &&
      output.timeout === 'contactor' &&
      !hasContactor &&
      isComplete(['hal', 'outputs'])
    ) {
      report([...path, 'timeout'], 'relies on a contactor, but no output has `energised: connect`');
    }
  }
};

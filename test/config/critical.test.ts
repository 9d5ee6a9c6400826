// A critical channel that can never be lost is a warning.
import { expect, it } from 'vitest';
import { problemsOf } from './support.js';

const problems = (channel: string) =>
  problemsOf(`channels: { ${channel}: { critical: true } }\n`).filter((line) => line.includes('critical'));

it.each([
  ['loop.rate', 'a figure of the control loop is never lost; remove the key, or write an alarm rule for it'],
  [
    'twin.residual.chain.velocity',
    'a residual of the digital twin never trips the plant; make chain.velocity critical',
  ],
])('%s never trips', (channel, reason) => {
  expect(problems(channel)).toEqual([
    expect.stringContaining(`channels.${channel}.critical: warning: has no effect: ${reason}`),
  ]);
});

it.each(['chain.velocity', 'generator.power', 'chain.acceleration', 'derived.efficiency'])(
  '%s may be critical: it is measured, or computed from sensors',
  (channel) => {
    expect(problems(channel)).toEqual([]);
  },
);

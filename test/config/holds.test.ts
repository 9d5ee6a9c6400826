// A twinHold that can never act is a warning.
import { expect, it } from 'vitest';
import { problemsOf } from './support.js';

const OUTPUTS = 'load: { serial: a, record: LD, unit: fraction, safe: 0, timeout: drive }';

const machine = (record: string, hold: string, outputs = OUTPUTS) =>
  `channels: { ${hold}: { twinHold: 5 } }\nalerts: { low_efficiency: { enabled: false } }\nstreams: { priority: [] }\n` +
  `hal: { kind: linux, serial: { a: { path: /x, records: { X: [${record}] } } }, outputs: { ${outputs} } }`;

it.each([
  ['generator.voltage', 'generator.voltage', 'the digital twin does not predict generator.voltage'],
  [
    'chain.velocity, pneumatics.tankPressure',
    'chain.velocity',
    'without a sensor for generator.speed no measured speed keeps the digital twin close to the plant',
  ],
  [
    'chain.velocity, generator.speed',
    'generator.speed',
    'the digital twin does not run: neither pneumatics.tankPressure nor pneumatics.compressorPower is measured',
  ],
])('of a machine that measures %s, on %s', (record, hold, reason) => {
  const holds = problemsOf(machine(record, hold)).filter((line) => line.includes('twinHold'));
  expect(holds.map((line) => line.replace(/^k.yaml:\d+:\d+ /, ''))).toEqual([
    `channels.${hold}.twinHold: warning: ${reason}, so the twin never replaces this channel`,
  ]);
});

it('and none when both speeds and the tank are measured', () => {
  const record = 'chain.velocity, generator.speed, pneumatics.tankPressure';
  const problems = problemsOf(machine(record, 'chain.velocity'));
  expect(problems.filter((line) => line.includes('twinHold'))).toEqual([]);
});

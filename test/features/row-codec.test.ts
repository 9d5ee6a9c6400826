// The text form of a row: it is short, and decoding gives the same row to seven digits.
import { expect, it } from 'vitest';
import { decodeBody, encodeBody } from '../../src/features/row-codec.js';
import { Recording, START_MS } from './fixtures.js';

it('gives the same row back', () => {
  const recording = new Recording(START_MS);
  recording.alert('hot', 'active');
  recording.event('trip', { cause: 'overspeed' });
  recording.run(66);
  const { ts, run, tick, ...body } = recording.rows[0]!;
  expect(decodeBody(encodeBody(body))).toEqual(body);
});

it('keeps seven digits of a value, and null when there is no value', () => {
  const recording = new Recording(START_MS);
  recording.run(30, { velocity: 1 / 3 });
  recording.run(36, { velocity: 1 / 3, quality: 2 });
  const { ts, run, tick, ...body } = recording.rows[0]!;
  const back = decodeBody(encodeBody(body)).series['chain.velocity'];
  expect(back).toMatchObject({ mean: 0.3333333, last: 0.3333333, good: 0.5, stale: 0.5 });
});

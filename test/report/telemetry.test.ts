// The telemetry and priority documents, compared with the contract.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { QUALITY } from '../../hal/quality.js';
import { FRAME, frameLayout } from '../../src/control/records/frame.js';
import { FrameReport } from '../../src/report/telemetry.js';
import { MODES, PLANT_STATES } from '../../src/vocabulary/words.js';

const values: Record<string, number> = {
  'chain.velocity': 1.55,
  'chain.acceleration': 0.02,
  'chain.position': 131.9,
  'chain.tension': 5780,
  'generator.speed': 39.3,
  'generator.power': 4431,
  'derived.efficiency': 0.37,
  'loop.rate': 15,
  'loop.lateness': 0.000004,
  'twin.residual.chain.velocity': -0.01,
};
const layout = frameLayout(Object.keys(values), ['brake']);

function frameOf(changes: Record<string, { value?: number; quality?: number }> = {}): Float64Array {
  const frame = new Float64Array(layout.length);
  frame[FRAME.tick] = 4872;
  frame[FRAME.ts] = 1764000000000;
  frame[FRAME.telemetrySeq] = 812;
  frame[FRAME.prioritySeq] = 1218;
  frame[FRAME.mode] = MODES.indexOf('balanced');
  frame[FRAME.plant] = PLANT_STATES.indexOf('running');
  layout.channels.forEach((name, i) => {
    frame[layout.values + i] = changes[name]?.value ?? values[name]!;
    frame[layout.qualities + i] = changes[name]?.quality ?? QUALITY.good;
  });
  return frame;
}

describe('the telemetry document', () => {
  const report = new FrameReport(layout, 3);

  it('nests the channels by their first name part, as in the contract', () => {
    const frame = frameOf({ 'chain.velocity': { quality: QUALITY.stale } });
    expect(report.telemetry(frame)).toEqual({
      run: 3,
      seq: 812,
      ts: 1764000000000,
      mode: 'balanced',
      degradation: 0,
      chain: { velocity: 1.55, acceleration: 0.02, position: 131.9, tension: 5780 },
      generator: { speed: 39.3, power: 4431 },
      derived: { efficiency: 0.37 },
      loop: { rate: 15, lateness: 0.000004 },
      twin: { residual: { 'chain.velocity': -0.01 } },
      quality: { 'chain.velocity': 'stale' },
    });
  });

  it('nests a declared channel by all its dots, also beside the channels of the program', () => {
    const own = frameLayout(['chain.velocity', 'chain.oil.front.level', 'bearing.1', 'bearing.2'], []);
    const frame = new Float64Array(own.length);
    frame.set([1.5, 0.2, 41, 42], own.values);
    frame[own.qualities + 3] = QUALITY.bad;
    expect(new FrameReport(own, 3).telemetry(frame)).toMatchObject({
      chain: { velocity: 1.5, oil: { front: { level: 0.2 } } },
      bearing: { 1: 41, 2: null },
      quality: { 'bearing.2': 'bad' },
    });
  });

  it('gives a stale channel its last good value, and a bad one null', () => {
    const frame = frameOf({
      'chain.velocity': { quality: QUALITY.stale },
      'generator.power': { value: Number.NaN, quality: QUALITY.bad },
      'generator.speed': { quality: QUALITY.estimated },
    });
    const { chain, generator, quality } = report.telemetry(frame);
    expect(chain).toMatchObject({ velocity: 1.55 });
    expect(generator).toEqual({ speed: 39.3, power: null });
    expect(quality).toEqual({
      'chain.velocity': 'stale',
      'generator.power': 'bad',
      'generator.speed': 'estimated',
    });
  });

  it('reports a channel as bad when its value is NaN, also with another quality', () => {
    const { chain, quality } = report.telemetry(frameOf({ 'chain.tension': { value: Infinity } }));
    expect(chain).toMatchObject({ tension: null });
    expect(quality).toEqual({ 'chain.tension': 'bad' });
  });

  it('removes the errors of binary fractions and keeps the digits of a sensor', () => {
    const frame = frameOf({
      'chain.velocity': { value: 0.1 + 0.2 },
      'chain.position': { value: 123456.789 },
      'chain.tension': { value: -0 },
    });
    expect(JSON.stringify(report.telemetry(frame).chain)).toBe(
      '{"velocity":0.3,"acceleration":0.02,"position":123456.789,"tension":0}',
    );
  });

  it('never contains NaN or infinity, and reports every channel without a value as bad', () => {
    const numbers = fc.array(fc.double(), { minLength: layout.length, maxLength: layout.length });
    const qualities = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: layout.channels.length });
    fc.assert(
      fc.property(numbers, qualities, (numbers, qualities) => {
        const frame = frameOf();
        layout.channels.forEach((_, i) => {
          frame[layout.values + i] = numbers[i]!;
          frame[layout.qualities + i] = qualities[i]!;
        });
        const document = report.telemetry(frame);
        expect(JSON.parse(JSON.stringify(document))).toEqual(document);
        const { values, quality } = report.values(layout.channels)(frame, 1);
        for (const name of layout.channels) {
          expect(values[name] === null).toBe(quality[name] === 'bad');
        }
      }),
    );
  });
});

describe('the priority document', () => {
  it('lists the chosen channels in their order, by their full names', () => {
    const build = new FrameReport(layout, 3).values([
      'generator.power',
      'chain.velocity',
      'water.temperature',
    ]);
    const frame = frameOf({ 'generator.power': { quality: QUALITY.estimated } });
    expect(JSON.stringify(build(frame, 1218))).toBe(
      '{"run":3,"seq":1218,"ts":1764000000000,"values":{"generator.power":4431,"chain.velocity":1.55},' +
        '"quality":{"generator.power":"estimated"}}',
    );
  });
});

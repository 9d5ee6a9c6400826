// Expectations with `stream:` before a path: judged on every base tick, on what a subscriber gets.
import { describe, expect, it } from 'vitest';
import { Bench } from '../../../src/testing/bench.js';
import { runScenario } from '../../../src/testing/scenario/scenario-runner.js';
import {
  type ExpectationInput,
  parseScenario,
  ScenarioError,
} from '../../../src/testing/scenario/scenario-schema.js';

/** Judges expectations on a chain speed that is silent from 10.0 s to 10.5 s; control runs at 5 Hz, base ticks at 60 Hz. */
async function judge(...expectations: ExpectationInput[]) {
  const bench = await Bench.create({ 'control.rateHz': 5 }, { seed: 7 });
  const verdicts = expectations.map((one) => bench.expect(one));
  bench.schedule({ at: 10, fault: 'dropout', channel: 'chain.velocity', for: 0.5 });
  bench.runTo(12);
  await bench.dispose();
  return verdicts.map((verdict) => verdict());
}

const SILENT = { 'stream:quality.chain.velocity': 'stale' };

describe('an expectation with a stream path', () => {
  it('is judged on base ticks between the control ticks', async () => {
    const [stream, control] = await judge(
      { between: [10.21, 10.3], ...SILENT },
      { between: [10.21, 10.3], 'quality.chain.velocity': 'stale' },
    );
    expect(stream).toMatchObject({ passed: true, seen: 'stale' });
    expect(stream!.at! * 60).toBeCloseTo(Math.round(stream!.at! * 60), 6);
    expect(control, 'the next control tick is at 10.4 s').toMatchObject({
      passed: false,
      message: 'the run ended before this could be judged',
    });
  });

  it('works with at, always, never, mean and count', async () => {
    const verdicts = await judge(
      { at: 9.99, 'stream:quality.chain.velocity': 'good' },
      { always: SILENT, between: [10.25, 10.45] },
      { never: SILENT, between: [0, 10.15] },
      { mean: { 'stream:chain.velocity': { within: [0.5, 4] } }, between: [9, 10] },
      { count: SILENT, equals: 1 },
      { count: SILENT, between: [0, 10], equals: 0 },
    );
    expect(verdicts.map(({ passed, message }) => message || passed)).toEqual(verdicts.map(() => true));
  });

  it('fails in the same forms, and says when', async () => {
    const [always, never, count] = await judge(
      { always: { 'stream:quality.chain.velocity': 'good' } },
      { never: SILENT },
      { count: SILENT, equals: 0 },
    );
    expect(always).toMatchObject({ passed: false, seen: 'stale' });
    expect(always!.message).toMatch(/^stream:quality.chain.velocity was stale at 10\.2\d+ s$/);
    expect(never).toMatchObject({ passed: false, at: always!.at });
    expect(count).toMatchObject({ passed: false, at: always!.at, message: 'counted 1' });
  });

  it('sees values rounded as they are published, and fields that every message has', async () => {
    const bench = await Bench.create({}, { seed: 7 });
    bench.runTo(30);
    const published = bench.value('stream:chain.velocity') as number;
    expect(String(published).length).toBeLessThan(String(bench.value('chain.velocity')).length + 1);
    expect(published).toBeCloseTo(bench.value('chain.velocity') as number, 4);
    expect(bench.value('stream:mode')).toBe('balanced');
    expect(bench.value('stream:plant')).toBe('running');
    expect(bench.value('stream:degradation')).toBe(0);
    expect(bench.value('stream:outputs.load')).toBe(0.75);
    expect(bench.value('stream:derived.nothing')).toBeUndefined();
    await bench.dispose();
  });
});

describe('a wrong stream path', () => {
  const file = (expectation: string) => `name: n\nduration: 1\nexpect:\n  - ${expectation}\n`;

  it.each([
    '{ never: { stream:chain.velocty: { above: 1 } } }',
    '{ at: 0.5, stream:loop.missed: 0 }',
    '{ mean: { stream:quality.chain: good }, between: [0, 1] }',
    '{ count: { stream:outputs.siren: 1 }, equals: 0 }',
    '{ always: { stream:: 1 } }',
  ])('is refused before the run: %s', async (expectation) => {
    const scenario = parseScenario(file(expectation), 'f.yaml');
    await expect(runScenario(scenario, 'f.yaml')).rejects.toThrow(
      /^f\.yaml: expect\.0: stream:.*: no stream has this\. After `stream:` write a channel \(chain\.velocity, .*quality\.CHANNEL/,
    );
  });

  it('is refused by the bench too', async () => {
    const bench = await Bench.create();
    expect(() => bench.expect({ at: 1, 'stream:no.such': 1 })).toThrow(ScenarioError);
    await bench.dispose();
  });

  it('cannot be counted without the prefix, because control ticks may miss a beginning', () => {
    expect(() => parseScenario(file('{ count: { chain.velocity: 1 }, equals: 0 }'), 'f.yaml')).toThrow(
      'f.yaml: expect.0.count: counts { alert: RULE, state: active }, { event: TYPE } or { stream:PATH: WANTED }',
    );
  });
});

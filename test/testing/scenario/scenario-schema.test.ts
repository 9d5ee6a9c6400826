// What a scenario file may contain. Everything else is refused with its place, and never ignored.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseScenario, ScenarioError } from '../../../src/testing/scenario/scenario-schema.js';

function problemsOf(text: string): readonly string[] {
  try {
    parseScenario(text, 's.yaml');
    return [];
  } catch (error) {
    if (error instanceof ScenarioError) return error.problems;
    throw error;
  }
}

const withExpectation = (expectation: string) => `name: n\nduration: 10\nexpect:\n  - ${expectation}\n`;

describe('a scenario file', () => {
  it('may be the contract’s example', () => {
    const example = `
name: chain sensor drops out and comes back
duration: 120
seed: 7
config: { control.mode: balanced }
steps:
  - { at: 10, set: { plant.load: 0.4 } }
  - { at: 30, fault: dropout, channel: chain.velocity, for: 5 }
  - { at: 70, fault: override, channel: chain.velocity, wave: { mean: 8.0, amplitude: 0.2, period: 1.0 }, for: 10 }
  - { at: 80, fault: overrun, ms: 90, for: 3 }
  - { at: 90, command: { mode: accuracy } }
expect:
  - { between: [30.2, 31], alert: sensor_lost.chain.velocity, state: active }
  - { at: 40, degradation: 0 }
  - { at: 95, streams.telemetryHz: 20 }
  - { always: { chain.velocity: { below: 10 } } }
  - { never: { plant: tripped }, between: [0, 60] }
  - { count: { alert: high_velocity, state: active }, between: [65, 85], equals: 1 }
  - { at: 120, energyLedgerError: { below: 0.001 } }
`;
    expect(parseScenario(example, 's.yaml').expect).toHaveLength(7);
  });

  it.each([
    ['no name', 'duration: 10\n', /name/],
    ['no duration', 'name: n\n', /duration/],
    ['a negative duration', 'name: n\nduration: -1\n', /duration/],
    ['an unknown key', 'name: n\nduration: 1\nexpects: []\n', /expects/],
    ['a step that does nothing', 'name: n\nduration: 1\nsteps: [{ at: 3 }]\n', /steps/],
    [
      'a step with an unknown key',
      'name: n\nduration: 1\nsteps: [{ at: 3, set: { plant.load: 1 }, for: 3 }]\n',
      /steps/,
    ],
    ['broken YAML', 'name: [\n', /s\.yaml/],
    ['an expectation of nothing', withExpectation('{ at: 3 }'), /expects nothing/],
    ['an expectation without a time', withExpectation('{ chain.velocity: 3 }'), /`at` or `between`/],
    ['both at and between', withExpectation('{ at: 1, between: [1, 2], plant: running }'), /both/],
    [
      'a span that ends before it begins',
      withExpectation('{ between: [3, 2], plant: running }'),
      /ends before/,
    ],
    ['a count without a comparison', withExpectation('{ count: { alert: x } }'), /needs above/],
    [
      'a comparison of nothing',
      withExpectation('{ at: 1, plant: running, above: 3 }'),
      /without a value to compare/,
    ],
    [
      'two kinds of expectation',
      withExpectation('{ always: { plant: running }, never: { plant: tripped } }'),
      /several kinds/,
    ],
    [
      'an alert together with another path',
      withExpectation('{ never: { alert: x, plant: tripped } }'),
      /names an alert and something else/,
    ],
    ['a state of nothing', withExpectation('{ never: { state: active } }'), /a state without an alert/],
    ['nothing that is always so', withExpectation('{ always: {} }'), /names nothing/],
    ['a value that is a list', withExpectation('{ at: 1, chain.velocity: [1, 2] }'), /neither a value/],
  ])('is refused with %s', (_what, text, message) => {
    expect(problemsOf(text).join('\n')).toMatch(message);
  });

  it('is refused with every problem, not only the first', () => {
    expect(problemsOf('duration: -1\nsteps: 3\n').length).toBeGreaterThanOrEqual(3);
  });

  it('causes no other error than its own, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(problemsOf(text).length).toBeGreaterThan(0);
      }),
    );
  });
});

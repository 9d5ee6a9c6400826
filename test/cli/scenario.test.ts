// `kpp scenario`: verdicts, exit status, JSON, JUnit XML, and identical runs for identical seeds.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runScenarios, type ScenarioOptions } from '../../src/cli/commands/scenario.js';
import type { ScenarioResult } from '../../src/testing/scenario/scenario-runner.js';
import { captured, temporaryFile } from './captured.js';

/** The contract's example, word for word. */
const EXAMPLE = `
name: chain sensor drops out and comes back
duration: 120                      # s of plant time
seed: 7
config: { control.mode: balanced } # overrides
steps:
  - { at: 10, set: { plant.load: 0.4 } }
  - { at: 30, fault: dropout, channel: chain.velocity, for: 5 }
  - { at: 60, fault: stuck,   channel: generator.current, for: 10 }
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

/** A scenario without steps. */
function quiet(expectations: readonly string[], more = ''): string {
  const list = expectations.map((one) => `  - ${one}\n`).join('');
  return `name: quiet\nduration: 6\nseed: 3\n${more}expect:\n${list}`;
}

async function run(text: string, options: Partial<ScenarioOptions> = {}) {
  const file = temporaryFile('s.yaml', text);
  const result = await captured(() => runScenarios([file], { set: [], ...options }));
  return { ...result, file };
}

async function resultOf(text: string, options: Partial<ScenarioOptions> = {}): Promise<ScenarioResult> {
  const { stdout } = await run(text, { json: true, ...options });
  return JSON.parse(stdout) as ScenarioResult;
}

describe('kpp scenario', () => {
  it("passes the contract's example, with a verdict for each expectation", { timeout: 30_000 }, async () => {
    const { code, stdout, stderr } = await run(EXAMPLE);
    expect([code, stderr]).toEqual([0, '']);
    expect(stdout.match(/^ {2}pass /gm)).toHaveLength(7);
    expect(stdout).toMatch(/^PASS {2}chain sensor drops out and comes back/);
  });

  it('exits with 1 when an expectation fails, and says what was seen', async () => {
    const { code, stdout } = await run(quiet(['{ at: 5, plant: standby }', '{ at: 5, degradation: 0 }']));
    expect(code).toBe(1);
    expect(stdout).toMatch(/^FAIL {2}quiet/);
    expect(stdout).toMatch(/FAIL .*plant is standby at 5 s: saw starting/);
    expect(stdout.match(/^ {2}pass /gm)).toHaveLength(1);
  });

  it.each([
    [
      'a channel at a time',
      '{ at: 5, chain.velocity: { above: 0 } }',
      '{ at: 5, chain.velocity: { above: 9 } }',
    ],
    ['an output', '{ at: 5, outputs.load: { within: [0, 1] } }', '{ at: 5, outputs.load: { above: 1 } }'],
    ['a field of telemetry', '{ at: 5, mode: balanced }', '{ at: 5, mode: accuracy }'],
    ['a field of health', '{ at: 5, loop.ticks: { above: 70 } }', '{ at: 5, loop.missed: { above: 0 } }'],
    ['a field of status', '{ at: 5, plant: starting }', '{ at: 5, plant: tripped }'],
    [
      'a value within a span',
      '{ between: [0, 5], chain.velocity: { above: 0.5 } }',
      '{ between: [0, 1], chain.velocity: { above: 5 } }',
    ],
    [
      'a value always',
      '{ always: { chain.velocity: { below: 5 } } }',
      '{ always: { chain.velocity: { below: 0.5 } } }',
    ],
    ['a value never', '{ never: { plant: tripped } }', '{ never: { plant: starting } }'],
    [
      'a mean',
      '{ mean: { water.temperature: { within: [11, 13] } }, between: [1, 5] }',
      '{ mean: { water.temperature: 0 }, between: [1, 5] }',
    ],
    ['events counted', '{ count: { event: trip }, equals: 0 }', '{ count: { event: trip }, above: 0 }'],
    ['an alarm', '{ at: 5, alert: cold, state: active }', '{ at: 5, alert: cold, state: cleared }'],
    [
      'an alarm counted',
      '{ count: { alert: cold, state: active }, equals: 1 }',
      '{ count: { alert: cold, state: cleared }, equals: 1 }',
    ],
    [
      'the ledger',
      '{ at: 5, energyLedgerError: { below: 0.001 } }',
      '{ at: 5, energyLedgerError: { above: 0.001 } }',
    ],
  ])('judges %s, for a pass and for a failure', async (_what, right, wrong) => {
    const config = 'config: { alerts.cold: { channel: water.temperature, below: 50 } }\n';
    const { expectations, passed } = await resultOf(quiet([right, wrong], config));
    expect(expectations.map((one) => [one.passed, one.message !== ''])).toEqual([
      [true, false],
      [false, true],
    ]);
    expect(passed).toBe(false);
  });

  it('judges a missing value as a failure, with every field in the JSON', async () => {
    const { expectations } = await resultOf(
      quiet(['{ at: 5, outputs.nothing: { below: 9 } }', '{ at: 50, mode: balanced }']),
    );
    for (const one of expectations) {
      expect(Object.keys(one).sort()).toEqual(['at', 'message', 'passed', 'seen', 'text']);
      expect(one).toMatchObject({ passed: false, seen: null });
    }
  });

  it('runs a file identically with the same seed, bit for bit, and differently with another seed', async () => {
    const text = quiet(['{ at: 5, degradation: 0 }'], 'config: { hal.sim.noise: 0.01 }\n');
    const [first, second, other] = [
      await resultOf(text),
      await resultOf(text),
      await resultOf(text, { set: ['hal.sim.seed=4'] }),
    ];
    expect(first.stateHash).toMatch(/^[0-9a-f]{64}$/);
    expect(second).toEqual(first);
    expect(other.stateHash).not.toBe(first.stateHash);
    // This includes the ticks at time 0 and at time 6.
    expect([90, 91]).toContain(first.ticks);
  });

  it('applies first the configuration file, then the scenario, then --set', async () => {
    const config = temporaryFile('k.yaml', 'control: { mode: performance, rateHz: 30 }\n');
    const text = quiet(
      ['{ at: 5, mode: accuracy }', '{ at: 5, loop.rate: 30 }'],
      'config: { control.mode: balanced }\n',
    );
    const { passed, expectations } = await resultOf(text, { config, set: ['control.mode=accuracy'] });
    expect(expectations.map(({ message }) => message)).toEqual(['', '']);
    expect(passed).toBe(true);
  });

  it('prints one line for each file, and writes JUnit XML for all of them', async () => {
    const good = temporaryFile('good.yaml', quiet(['{ at: 5, degradation: 0 }']));
    const bad = temporaryFile(
      'bad.yaml',
      quiet(['{ at: 5, chain.velocity: { above: 9 } }', '{ at: 1, degradation: 0 }']),
    );
    const junit = temporaryFile('out.xml', '');
    const { code, stdout } = await captured(() => runScenarios([good, bad], { set: [], json: true, junit }));
    expect(code).toBe(1);
    const passed = stdout
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as ScenarioResult).passed);
    expect(passed).toEqual([true, false]);
    const xml = readFileSync(junit, 'utf8');
    expect(xml.match(/<testsuite name="quiet" tests="(\d)" failures="(\d)"/g)).toEqual([
      '<testsuite name="quiet" tests="1" failures="0"',
      '<testsuite name="quiet" tests="2" failures="1"',
    ]);
    expect(xml.match(/<failure message="[^"]+"\/>/g)).toHaveLength(1);
  });

  it.each([
    [
      'an expectation that could never fail',
      'name: n\nduration: 1\nexpect: [{ at: 1 }]\n',
      'expects nothing',
    ],
    ['an unknown step', 'name: n\nduration: 1\nsteps: [{ at: 0, fault: meteor }]\n', 'meteor'],
    ['an unknown key', 'name: n\nduration: 1\nseeds: 1\n', 'seeds'],
    [
      'a configuration that is wrong',
      'name: n\nduration: 1\nconfig: { control.rateHz: 7 }\n',
      'control.rateHz',
    ],
    ['a text that is not YAML', 'name: [\n', 's.yaml'],
  ])('refuses %s with 78', async (_what, text, told) => {
    const { code, stdout, stderr } = await run(text);
    expect([code, stdout]).toEqual([78, '']);
    expect(stderr).toContain(told);
  });

  it('refuses a missing file with 1, and a missing configuration with 78', async () => {
    expect((await captured(() => runScenarios(['/nowhere.yaml'], { set: [] }))).code).toBe(1);
    const { code, stderr } = await run(quiet([]), { config: '/nowhere.yaml' });
    expect([code, stderr.includes('/nowhere.yaml: there is no such file')]).toEqual([78, true]);
  });
});
